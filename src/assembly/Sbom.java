import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.leptonica.global.leptonica;
import org.jkuiper.protocol.Json;

/**
 * Writes the zip's bill of materials (CycloneDX 1.6) from the reviewed list of what it takes from
 * others, after checking that the build resolves exactly that: each jar on the class path that is
 * listed must have the SHA-256 of the list, and each one listed must be there. Run by Maven as a
 * single file, offline too, which the CycloneDX plugin is not.
 */
class Sbom {
  private static final Pattern PURL =
      Pattern.compile(
          "pkg:maven/(?<group>[^/]+)/(?<name>[^@]+)@(?<version>[^?]+)"
              + "\\?(classifier=(?<classifier>[^&]+)&)?type=jar");

  /**
   * Arguments: our version, the list, the model beside its catalogue, the bill to write, and the
   * list of what only the tools take, which is checked but not part of the bill.
   */
  public static void main(String[] args) throws IOException, NoSuchAlgorithmException {
    List<Path> jars = Arrays.stream(classPath()).map(Path::of).toList();
    List<Object> components = components(jars, Path.of(args[1]));
    components(jars, Path.of(args[4]));
    Path model = Path.of(args[2]);
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("type", "machine-learning-model");
    data.put("name", model.getFileName().toString());
    components.add(rest(data, sha256(model), licence(model)));

    Map<String, Object> subject = new LinkedHashMap<>();
    subject.put("type", "application");
    subject.put("name", "pyai");
    subject.put("version", args[0]);
    Map<String, Object> bill = new LinkedHashMap<>();
    bill.put("bomFormat", "CycloneDX");
    bill.put("specVersion", "1.6");
    bill.put("version", 1);
    bill.put("metadata", Map.of("component", subject));
    bill.put("components", components);
    Files.write(Path.of(args[3]), Json.write(bill));
  }

  private static List<Object> components(List<Path> jars, Path list)
      throws IOException, NoSuchAlgorithmException {
    List<Object> components = new ArrayList<>();
    for (String line : Files.readAllLines(list)) {
      if (!line.startsWith("#")) {
        String[] cells = line.split("  ", 3);
        components.add(component(jars, cells[0], cells[1], cells[2]));
      }
    }
    return components;
  }

  private static String licence(Path model) throws IOException {
    Properties catalogue = new Properties();
    try (Reader reader = Files.newBufferedReader(model.resolveSibling("catalogue.properties"))) {
      catalogue.load(reader);
    }
    String key = model.getFileName().toString().replaceFirst("\\.tflite$", "") + ".licence";
    String licence = catalogue.getProperty(key);
    if (licence == null) {
      throw new IOException(
          "the bill of materials needs " + key + " in models/catalogue.properties");
    }
    return licence;
  }

  private static String[] classPath() {
    return System.getProperty("java.class.path").split(File.pathSeparator);
  }

  private static Map<String, Object> component(
      List<Path> jars, String sha256, String licence, String purl)
      throws IOException, NoSuchAlgorithmException {
    Matcher parts = PURL.matcher(purl);
    if (!parts.matches()) {
      throw new IOException("no package URL of a jar: " + purl);
    }
    String classifier = parts.group("classifier");
    String file =
        parts.group("name")
            + "-"
            + parts.group("version")
            + (classifier == null ? "" : "-" + classifier)
            + ".jar";
    Path jar =
        jars.stream()
            .filter(path -> path.endsWith(file))
            .findFirst()
            .orElseThrow(() -> new IOException("the build resolves no " + purl));
    if (!sha256(jar).equals(sha256)) {
      throw new IOException(jar + " is not as reviewed: its SHA-256 is " + sha256(jar));
    }
    Map<String, Object> component = new LinkedHashMap<>();
    component.put("type", "library");
    component.put("group", parts.group("group"));
    component.put("name", parts.group("name"));
    component.put("version", parts.group("version"));
    component.put("purl", purl);
    if (classifier != null && parts.group("name").equals("leptonica")) {
      component.put("components", decoders());
    }
    return rest(component, sha256, licence);
  }

  /**
   * The libraries inside leptonica that read foreign bytes, as it names them itself: "libgif 5.2.2
   * : libjpeg 6b (libjpeg-turbo 3.0.1) : libpng 1.6.53". No advisory on them names its jar.
   */
  private static List<Object> decoders() {
    List<Object> decoders = new ArrayList<>();
    Matcher library =
        Pattern.compile("([a-z][a-z0-9-]+) (\\d+(\\.\\d+)+)")
            .matcher(leptonica.getImagelibVersions().getString());
    while (library.find()) {
      Map<String, Object> decoder = new LinkedHashMap<>();
      decoder.put("type", "library");
      decoder.put("name", library.group(1));
      decoder.put("version", library.group(2));
      decoder.put("purl", "pkg:generic/" + library.group(1) + "@" + library.group(2));
      decoders.add(decoder);
    }
    return decoders;
  }

  private static Map<String, Object> rest(
      Map<String, Object> component, String sha256, String licence) {
    Map<String, Object> hash = new LinkedHashMap<>();
    hash.put("alg", "SHA-256");
    hash.put("content", sha256);
    component.put("hashes", List.of(hash));
    component.put("licenses", List.of(Map.of("license", Map.of("id", licence))));
    return component;
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
