package org.jkuiper.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The releases of eKuiper that are tested. */
final class Releases {
  /** What {@code tools/kuiperd/get} finds; all tests run on it. */
  private static final String LATEST = "2.4.2";

  private static final String OLDER = "2.4.0";

  private Releases() {}

  /** The older one too, where it can be had. */
  static List<String> all() {
    return olderCanBeBuilt() ? List.of(LATEST, OLDER) : List.of(LATEST);
  }

  static List<String> older() {
    return List.of(OLDER);
  }

  /** Where Go is missing it cannot, but on CI ({@code CI=true}) that is a fault. */
  static boolean olderCanBeBuilt() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "go")))
        || "true".equals(System.getenv("CI"));
  }

  /** Starts an eKuiper of this release, which the first run builds. */
  static Kuiperd start(String release, Path folder, Mosquitto broker) throws IOException {
    String home =
        release.equals(LATEST)
            ? Kuiperd.home("tools/kuiperd/get")
            : Kuiperd.home("tools/kuiperd/build", release);
    return Kuiperd.start(folder.resolve("ekuiper-" + release), broker, home, Map.of());
  }
}
