package org.jkuiper.runtime;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;

/** The same under the shell of the smallest boxes, where there is one. */
@EnabledIf("isInstalled")
class BusyboxLauncherTest extends LauncherTest {
  private static final Path BUSYBOX = Path.of("/bin/busybox");

  static boolean isInstalled() {
    return Files.isExecutable(BUSYBOX);
  }

  @Override
  String shell() {
    return BUSYBOX + " sh";
  }
}
