package org.jkuiper.stats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of this process. */
public final class ResidentMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String LINE = "VmRSS:";

  private ResidentMemory() {}

  /**
   * The bytes of this process that are in memory, {@code VmRSS} of Linux (proc(5)); 0 if the system
   * does not say.
   */
  public static long bytes() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(LINE) && line.endsWith(" kB")) {
          String kibibytes = line.substring(LINE.length(), line.length() - " kB".length());
          return Long.parseLong(kibibytes.strip()) << 10;
        }
      }
    } catch (IOException | NumberFormatException e) {
      // No such file, or of another form: another system.
    }
    return 0;
  }
}
