package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tutorial on the releases before the one that all other tests run on. Where Go is missing they
 * cannot be built and this is skipped, but on CI ({@code CI=true}) it fails.
 */
@EnabledIf(value = "canBeBuilt", disabledReason = "no Go toolchain on the PATH to build them with")
class OlderKuiperdIT {
  /** Long, because the first run builds that release. */
  @ParameterizedTest
  @ValueSource(strings = "2.4.0")
  @Timeout(600)
  void theTutorialRuns(String version, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws Exception {
    String home = Kuiperd.home("tools/kuiperd/build", version);
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker, home, Map.of())) {
      kuiperd.install("pyai", Kuiperd.PYAI);
      try (LabelRule labels = LabelRule.tutorial(kuiperd, broker)) {
        assertEquals("{\"label\":\"286:Egyptian cat\"}", labels.of(Pictures.sample("cat.jpg")));
      }
      assertEquals(200, kuiperd.request("DELETE", "/plugins/portables/pyai", "").statusCode());
    }
  }

  static boolean canBeBuilt() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "go")))
        || "true".equals(System.getenv("CI"));
  }
}
