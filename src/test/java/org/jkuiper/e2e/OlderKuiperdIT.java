package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tutorial on the releases before the one that all other tests run on. Where Go is missing they
 * cannot be built and this is skipped, but on CI ({@code CI=true}) it fails.
 */
@EnabledIf(
    value = "org.jkuiper.e2e.Releases#olderCanBeBuilt",
    disabledReason = "no Go toolchain on the PATH to build them with")
class OlderKuiperdIT {
  /** Long, because the first run builds that release. */
  @ParameterizedTest
  @MethodSource("org.jkuiper.e2e.Releases#older")
  @Timeout(600)
  void theTutorialRuns(String release, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws Exception {
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Releases.start(release, folder, broker)) {
      kuiperd.install("pyai", Kuiperd.PYAI);
      try (LabelRule labels = LabelRule.tutorial(kuiperd, broker)) {
        assertEquals("{\"label\":\"286:Egyptian cat\"}", labels.of(Pictures.sample("cat.jpg")));
      }
      assertEquals(200, kuiperd.request("DELETE", "/plugins/portables/pyai", "").statusCode());
    }
  }
}
