package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plugin under {@code examples/}, built as its author would build it: by Maven, a project of its
 * own, which finds jkuiper in the local repository.
 */
final class ExampleZip {
  private static final String INSTALL =
      "org.apache.maven.plugins:maven-install-plugin:3.1.4:install-file";

  private static final Map<String, Path> BUILT = new HashMap<>();

  private ExampleZip() {}

  /** Builds {@code examples/NAME}, once; needs the jar that {@code mvn package} has made. */
  static synchronized Path build(String name) throws IOException {
    Path built = BUILT.get(name);
    if (built != null) {
      return built;
    }
    maven(INSTALL, "-Dfile=" + jar(), "-DpomFile=pom.xml");
    Path example = Path.of("examples", name);
    maven("-f", example.resolve("pom.xml").toString(), "clean", "package");
    Path zip = example.resolve("target").resolve(name + ".zip");
    BUILT.put(name, zip);
    return zip;
  }

  private static Path jar() throws IOException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(Path.of("target"), "jkuiper-*{[0-9],SNAPSHOT}.jar")) {
      for (Path jar : jars) {
        return jar;
      }
    }
    throw new IOException("no target/jkuiper-*.jar: mvn package makes it");
  }

  private static void maven(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("mvn", "-B", "-q", "-nsu"));
    command.addAll(List.of(arguments));
    Process maven = new ProcessBuilder(command).redirectErrorStream(true).start();
    maven.getOutputStream().close();
    String log = new String(maven.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      assertEquals(0, maven.waitFor(), () -> String.join(" ", command) + ": " + log);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
