package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The zip that brings its own Java ({@code mvn -Pself-contained verify}), in an eKuiper that sees
 * no other: each {@code java} of this machine is covered in its mount namespace.
 */
@EnabledIfSystemProperty(named = "pyai.selfContained", matches = ".+")
class SelfContainedIT {
  /** What the launcher could find: on the PATH, in JAVA_HOME, and where Linux keeps its JDKs. */
  private static final String HIDING =
      """
      #!/bin/sh -eu
      if [ "${1:-}" != hidden ]; then
        exec unshare --mount "$0" hidden "$@"
      fi
      shift
      bins=$PATH:${JAVA_HOME:-}/bin:%1$s/bin
      IFS=:
      for bin in $bins /usr/lib/jvm/*/bin; do
        java=$(readlink -e "$bin/java") || continue
        [ ! -f "$java" ] || mount --bind /dev/null "$java"
      done
      exec %2$s/bin/kuiperd "$@"
      """;

  /** The class archive is begun after 10 s, and made at the lowest priority. */
  private static final Duration ARCHIVE = Duration.ofSeconds(90);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  @Timeout(180)
  void itLabelsWhereThereIsNoJava() throws Exception {
    Path zip = Path.of(System.getProperty("pyai.selfContained"));
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd =
            Kuiperd.start(folder.resolve("ekuiper"), broker, withoutJava(), Map.of())) {
      HttpResponse<String> refusal =
          kuiperd.request("POST", "/plugins/portables", Kuiperd.pluginAt("pyai", Kuiperd.PYAI));
      assertEquals(400, refusal.statusCode(), refusal::body);
      assertTrue(refusal.body().contains("needs a Java runtime"), refusal::body);

      kuiperd.install("pyai", zip);
      LabelRule labels = LabelRule.tutorial(kuiperd, broker);
      labels.labelsTheSamples();
      assertEquals(
          List.of(folder.resolve("ekuiper/plugins/portable/pyai/jre/bin/java").toString()),
          kuiperd.jvms().stream().map(jvm -> jvm.info().command().orElseThrow()).toList());
      Eventually.holds(
          ARCHIVE, () -> kuiperd.log().contains("the class archive is made"), kuiperd::log);
    }
  }

  /** The folder of an eKuiper, as {@link Kuiperd#home} tells it, that hides each java first. */
  private String withoutJava() throws IOException {
    Path real = Path.of(Kuiperd.home("tools/kuiperd/get"));
    Path home = folder.resolve("ekuiper/home"); // tools/private-tmp covers what lies above
    Path start = home.resolve("bin/kuiperd");
    Files.createDirectories(start.getParent());
    Files.createSymbolicLink(home.resolve("etc"), real.resolve("etc"));
    Files.writeString(start, HIDING.formatted(System.getProperty("java.home"), real));
    Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwx------"));
    return home.toString();
  }
}
