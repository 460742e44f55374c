package org.jkuiper.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process holds of the kernel. */
record Footprint(long threads, long descriptors) {
  /** What comes and goes by itself, such as the JIT's threads. */
  private static final int SLACK = 2;

  static Footprint of(ProcessHandle process) throws IOException {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    return new Footprint(count(proc.resolve("task")), count(proc.resolve("fd")));
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }

  boolean isBackAt(Footprint before) {
    return threads <= before.threads + SLACK && descriptors <= before.descriptors + SLACK;
  }
}
