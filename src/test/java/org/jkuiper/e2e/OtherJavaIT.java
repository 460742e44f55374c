package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tutorial on every other Java of this machine that the plugin may run on. */
class OtherJavaIT {
  private static final Path INSTALLED = Path.of("/usr/lib/jvm");

  static List<Path> others() throws IOException {
    if (!Files.isDirectory(INSTALLED)) {
      return List.of();
    }
    Path own = Path.of(System.getProperty("java.home")).toRealPath();
    try (Stream<Path> homes = Files.list(INSTALLED)) {
      return homes
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .map(OtherJavaIT::real)
          .distinct()
          .filter(home -> !home.equals(own) && feature(home) >= 17)
          .toList();
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("others")
  @Timeout(180)
  void theTutorialRuns(Path home, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", home.toString());
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd =
            Kuiperd.start(
                folder.resolve("ekuiper"),
                broker,
                Kuiperd.home("tools/kuiperd/get"),
                environment)) {
      kuiperd.install("pyai", Kuiperd.PYAI);
      try (LabelRule labels = LabelRule.tutorial(kuiperd, broker)) {
        labels.labelsTheSamples();
        List<ProcessHandle> jvms = kuiperd.jvms();
        assertEquals(1, jvms.size());
        String command = jvms.get(0).info().command().orElseThrow();
        assertTrue(Path.of(command).toRealPath().startsWith(home), command);
      }
    }
  }

  private static Path real(Path home) {
    try {
      return home.toRealPath();
    } catch (IOException e) {
      return home;
    }
  }

  /** The number before the first dot of its version; 0 where it does not state one. */
  private static int feature(Path home) {
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.replaceFirst("JAVA_VERSION=\"(\\d+).*", "$1"))
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }
}
