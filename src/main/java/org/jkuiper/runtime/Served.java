package org.jkuiper.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/**
 * Tells the launcher how far this JVM has come: that it has greeted eKuiper, so that its end is no
 * failing start, and that it has served a message. Thread-safe.
 */
final class Served {
  private final Launcher launcher;
  private volatile boolean told;

  Served(Launcher launcher) {
    this.launcher = launcher;
  }

  /** Before the first message. */
  void greeted() {
    write("greeted\n");
  }

  /** Once is enough. */
  void tell() {
    if (!told) {
      told = true;
      write("served\n");
    }
  }

  private void write(String progress) {
    launcher
        .served()
        .ifPresent(
            file -> {
              try {
                Files.writeString(file, progress, StandardOpenOption.WRITE);
              } catch (IOException e) {
                // The launcher then waits longer than it needs to before the next start, or may
                // take this one for a start that failed.
              }
            });
  }
}
