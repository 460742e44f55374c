package org.jkuiper.plugin.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Tells the launcher, once, that this JVM has served a message. Thread-safe. */
final class Served {
  private final Launcher launcher;
  private volatile boolean told;

  Served(Launcher launcher) {
    this.launcher = launcher;
  }

  void tell() {
    if (told) {
      return;
    }
    told = true;
    launcher
        .served()
        .ifPresent(
            file -> {
              try {
                Files.write(file, new byte[] {1}, StandardOpenOption.WRITE);
              } catch (IOException e) {
                // The launcher then waits longer than it needs to before the next start.
              }
            });
  }
}
