package org.jkuiper.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jkuiper.protocol.Descriptor;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.sp.SpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Looks for all that eKuiper would refuse or stumble over, without running anything.
 *
 * @hidden internal
 */
public final class ZipCheck {
  private static final Set<String> DESCRIPTOR_KEYS =
      Set.of(
          "name",
          "version",
          "language",
          "executable",
          "virtualEnvType",
          "env",
          "sources",
          "sinks",
          "functions");

  private static final String ZIP_REMEDY =
      "build the zip with `jkuiper pack`, the assembly that `jkuiper new` makes, or `zip -r`";

  private final PluginZip zip;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, ZipItem> files = new LinkedHashMap<>();

  private ZipCheck(PluginZip zip) {
    this.zip = zip;
  }

  /** All findings, in the order in which eKuiper would come across them. */
  public static List<Finding> of(PluginZip zip) throws IOException {
    ZipCheck check = new ZipCheck(zip);
    check.entries();
    check.descriptor();
    return List.copyOf(check.findings);
  }

  private void entries() throws IOException {
    Set<Path> directories = new HashSet<>();
    Set<Path> seen = new HashSet<>();
    for (ZipItem item : zip.items()) {
      Path path;
      try {
        path = item.path();
      } catch (HostException e) {
        error(e.getMessage(), "name entries relative to the plugin's folder, without '..'");
        continue;
      }
      if (!seen.add(path)) {
        error(item.name() + " is in the zip twice", "keep one of them: the last one wins");
      }
      Path directory = item.isDirectory() ? path : path.getParent();
      if (directory != null && directories.add(directory)) {
        Path above = directory.getParent();
        if (above != null && !directories.contains(above)) {
          error(
              "no entry for the directory " + above + " before " + item.name(),
              "eKuiper makes one level of directories at a time: " + ZIP_REMEDY);
        }
      }
      if (!item.isDirectory()) {
        files.put(path.toString(), item);
      }
      if (item.isSymbolicLink()) {
        error(
            item.name() + " is a symbolic link",
            "put the file itself into the zip: eKuiper makes a file with the link's target in it");
      }
    }
  }

  private void descriptor() throws IOException {
    Descriptor descriptor;
    try {
      for (String key : zip.descriptorObject().keySet()) {
        if (!DESCRIPTOR_KEYS.contains(key)) {
          warning(
              zip.name() + ".json has a key that eKuiper does not know: " + key,
              "its keys are version, language, executable, sources, sinks, functions");
        }
      }
      descriptor = zip.descriptor();
    } catch (HostException e) {
      error(e.getMessage(), descriptorRemedy());
      return;
    }
    executable(descriptor);
    installScript();
    address(zip.name(), SocketNames.control(zip.name()));
    for (String source : descriptor.sources()) {
      if (!files.containsKey("sources/" + source + ".yaml")) {
        error(
            "missing sources/" + source + ".yaml",
            "add it with the source's default properties, at least a line `default: {}`");
      }
      description("sources", source);
    }
    descriptor.sinks().forEach(sink -> description("sinks", sink));
    for (String function : descriptor.functions()) {
      address(function, SocketNames.function(function));
      description("functions", function);
    }
    platforms();
  }

  private String descriptorRemedy() {
    return "a descriptor reads {\"version\":\"v1.0.0\",\"language\":\"go\",\"executable\":\""
        + zip.name()
        + "\",\"sources\":[],\"sinks\":[],\"functions\":[\"f\"]}; language is \"go\" for Java too,"
        + " which to eKuiper means: execute the file";
  }

  private void executable(Descriptor descriptor) throws IOException {
    String name = descriptor.executable();
    ZipItem item = files.get(name);
    if (item == null) {
      error(
          "missing " + name,
          "executable must name a file of the zip, exactly as it is called there (no ./)");
      return;
    }
    if (descriptor.language().equals("python")) {
      return;
    }
    if (!item.isExecutable()) {
      error(
          name
              + (item.fromUnix()
                  ? " is not executable"
                  : " has no unix mode, so eKuiper makes it not executable"),
          ZIP_REMEDY + " (after chmod 0755)");
    }
    String head = head(item);
    if (head.startsWith("#!") && head.contains("\r")) {
      error(name + " has Windows line ends", "convert it to unix line ends (dos2unix)");
    } else if (!head.startsWith("#!") && !head.startsWith("\u007fELF")) {
      error(
          name + " is neither a script nor an ELF executable",
          "begin a script with the line #!/bin/sh");
    }
  }

  private void installScript() throws IOException {
    ZipItem script = files.get("install.sh");
    if (script != null && head(script).contains("\r")) {
      error("install.sh has Windows line ends", "convert it to unix line ends (dos2unix)");
    }
  }

  private void address(String symbol, String url) {
    try {
      var unused = SpAddress.parse(url);
    } catch (IllegalArgumentException e) {
      error("the name " + symbol + " is too long for its socket: " + e.getMessage(), "shorten it");
    }
    if (symbol.indexOf('/') >= 0 || !symbol.strip().equals(symbol)) {
      error("the name '" + symbol + "' cannot name a socket", "use letters, digits and _");
    }
  }

  /** What eKuiper's manager shows. */
  private void description(String folder, String symbol) {
    String name = folder + "/" + symbol + ".json";
    ZipItem item = files.get(name);
    if (item == null) {
      warning("no " + name, "add it, so that eKuiper's manager can show and configure the symbol");
      return;
    }
    try {
      var unused = Json.readObject(zip.text(item.entry()));
    } catch (MalformedMessageException e) {
      error(
          name + " is " + e.getMessage(), "eKuiper reads it when it installs the plugin: mend it");
    } catch (HostException e) {
      error(e.getMessage(), "eKuiper reads it when it installs the plugin: mend it");
    } catch (IOException e) {
      error(name + " cannot be read: " + e.getMessage(), ZIP_REMEDY);
    }
  }

  /** JavaCPP and others put the natives of each platform into a jar named after it. */
  private void platforms() {
    for (String machine : List.of("x86_64", "arm64")) {
      boolean some =
          files.keySet().stream().anyMatch(file -> file.matches("lib/.*-linux-\\w+\\.jar"));
      if (some
          && files.keySet().stream()
              .noneMatch(file -> file.endsWith("-linux-" + machine + ".jar"))) {
        warning(
            "natives for linux-" + machine + " are not in lib/",
            "the plugin will not run there: add the jars with the classifier linux-" + machine);
      }
    }
  }

  private String head(ZipItem item) throws IOException {
    try (InputStream in = zip.file().getInputStream(item.entry())) {
      return new String(in.readNBytes(256), StandardCharsets.ISO_8859_1);
    }
  }

  private void error(@Nullable String problem, String remedy) {
    findings.add(Finding.error(String.valueOf(problem), remedy));
  }

  private void warning(String problem, String remedy) {
    findings.add(Finding.warning(problem, remedy));
  }
}
