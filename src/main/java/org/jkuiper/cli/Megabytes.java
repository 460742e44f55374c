package org.jkuiper.cli;

import java.util.Locale;

/** Sizes of files for people. */
final class Megabytes {
  private Megabytes() {}

  /** Millions of bytes with one decimal, or thousands if there are few. */
  static String of(long bytes) {
    return bytes < 100_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
