package org.jkuiper.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/**
 * Tells the launcher how far this JVM has come: that it has greeted eKuiper, so that its end is no
 * failing start, and that it has served a message. Thread-safe.
 */
final class Progress {
  private final Launcher launcher;
  private volatile boolean served;

  Progress(Launcher launcher) {
    this.launcher = launcher;
  }

  /** This JVM has sent its handshake to eKuiper: called once, before the first message. */
  void greeted() {
    write("greeted\n");
  }

  /** A message was served. The launcher is told of the first one only. */
  void served() {
    if (!served) {
      served = true;
      write("served\n");
    }
  }

  private void write(String state) {
    launcher
        .progress()
        .ifPresent(
            file -> {
              try {
                Files.writeString(file, state, StandardOpenOption.WRITE);
              } catch (IOException e) {
                // The launcher then waits longer than it needs to before the next start, or may
                // take this one for a start that failed.
              }
            });
  }
}
