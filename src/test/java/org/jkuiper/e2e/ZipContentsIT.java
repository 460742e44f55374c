package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.bytedeco.leptonica.global.leptonica;
import org.jkuiper.protocol.Json;
import org.junit.jupiter.api.Test;

/** What the zip carries from others, what its bill says, and what was reviewed: the same. */
class ZipContentsIT {
  private static final Path REVIEWED = Path.of("src/assembly/dependencies.sha256");

  @Test
  void theBillListsWhatTheZipCarriesAndThatWasReviewed() throws Exception {
    try (ZipFile zip = new ZipFile(Kuiperd.PYAI.toFile())) {
      List<Map<?, ?>> bill = bill(zip);
      Set<String> reviewed =
          Files.readAllLines(REVIEWED).stream()
              .filter(line -> !line.startsWith("#"))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(
          reviewed,
          bill.stream()
              .filter(component -> component.containsKey("purl"))
              .map(c -> sha256(c) + "  " + licence(c) + "  " + c.get("purl"))
              .collect(Collectors.toCollection(TreeSet::new)));

      Set<String> carried = new TreeSet<>();
      for (ZipEntry entry : zip.stream().toList()) {
        String name = entry.getName();
        assertFalse(name.startsWith("/") || List.of(name.split("/", -1)).contains(".."), name);
        boolean foreignJar = name.endsWith(".jar") && !name.startsWith("lib/jkuiper-");
        if (foreignJar || name.endsWith(".tflite")) {
          carried.add(sha256(zip, entry));
        }
      }
      assertEquals(
          carried,
          bill.stream().map(ZipContentsIT::sha256).collect(Collectors.toCollection(TreeSet::new)));
    }
  }

  @Test
  void theBillNamesTheDecodersInsideLeptonicaWithTheirVersions() throws Exception {
    try (ZipFile zip = new ZipFile(Kuiperd.PYAI.toFile())) {
      Map<?, ?> natives =
          bill(zip).stream()
              .filter(c -> String.valueOf(c.get("purl")).contains("leptonica@"))
              .filter(c -> String.valueOf(c.get("purl")).contains("linux-x86_64"))
              .findFirst()
              .orElseThrow();
      Set<String> decoders =
          ((List<?>) natives.get("components"))
              .stream()
                  .map(c -> (Map<?, ?>) c)
                  .map(c -> c.get("name") + " " + c.get("version"))
                  .collect(Collectors.toCollection(TreeSet::new));
      String said = leptonica.getImagelibVersions().getString();
      assertTrue(decoders.stream().allMatch(said::contains), decoders + " of " + said);
      for (String decoder : List.of("libgif", "libjpeg-turbo", "libpng", "libwebp", "zlib")) {
        assertTrue(decoders.stream().anyMatch(d -> d.startsWith(decoder + " ")), decoder);
      }
    }
  }

  @Test
  void theToolsCarryNothingThatWasNotReviewed() throws Exception {
    Set<String> reviewed = new TreeSet<>();
    for (String jar : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (jar.endsWith(".jar") && isReviewed(Path.of(jar))) {
        try (ZipFile zip = new ZipFile(jar)) {
          zip.stream().map(ZipEntry::getName).forEach(reviewed::add);
        }
      }
    }
    try (ZipFile tools = new ZipFile("target/jkuiper-cli.jar")) {
      List<String> foreign =
          tools.stream()
              .map(ZipEntry::getName)
              .filter(name -> !name.endsWith("/") && !name.startsWith("org/jkuiper/"))
              .filter(name -> !reviewed.contains(name))
              .toList();
      assertEquals(List.of(), foreign);
    }
  }

  private static boolean isReviewed(Path jar) throws Exception {
    String hash =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar)));
    for (Path list : List.of(REVIEWED, Path.of("src/assembly/tools.sha256"))) {
      if (Files.readString(list).contains(hash + "  ")) {
        return true;
      }
    }
    return false;
  }

  private static List<Map<?, ?>> bill(ZipFile zip) throws IOException {
    try (InputStream in = zip.getInputStream(zip.getEntry("sbom.json"))) {
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      List<Map<?, ?>> components = new ArrayList<>();
      for (Object component : (List<?>) Json.readObject(json).get("components")) {
        components.add((Map<?, ?>) component);
      }
      return components;
    }
  }

  private static String sha256(Map<?, ?> component) {
    return String.valueOf(first(component, "hashes").get("content"));
  }

  private static String licence(Map<?, ?> component) {
    return String.valueOf(((Map<?, ?>) first(component, "licenses").get("license")).get("id"));
  }

  private static Map<?, ?> first(Map<?, ?> component, String list) {
    return (Map<?, ?>) ((List<?>) component.get(list)).get(0);
  }

  private static String sha256(ZipFile zip, ZipEntry entry) throws Exception {
    try (InputStream in = zip.getInputStream(entry)) {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(in.readAllBytes()));
    }
  }
}
