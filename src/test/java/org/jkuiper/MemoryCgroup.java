package org.jkuiper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A memory cgroup: what is started in it shares so many MB, without swap. It takes root. */
public final class MemoryCgroup implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final boolean V2 = Files.exists(ROOT.resolve("cgroup.controllers"));
  private static final Pattern KILLS = Pattern.compile("(?m)^oom_kill (\\d+)");

  private final Path folder;

  private MemoryCgroup(Path folder) {
    this.folder = folder;
  }

  /** Whether this machine lets us make one: a condition for the tests that do. */
  public static boolean canMake() {
    try (MemoryCgroup cgroup = ofMegabytes(16)) {
      return Files.exists(cgroup.processes());
    } catch (IOException e) {
      return false;
    }
  }

  public static MemoryCgroup ofMegabytes(int megabytes) throws IOException {
    Path parent = V2 ? ROOT : ROOT.resolve("memory");
    String name = "jkuiper-test-" + ProcessHandle.current().pid() + "-" + megabytes;
    MemoryCgroup cgroup = new MemoryCgroup(Files.createDirectory(parent.resolve(name)));
    String limit = Long.toString((long) megabytes << 20);
    try {
      if (V2) {
        cgroup.write("memory.swap.max", "0");
        cgroup.write("memory.max", limit);
      } else {
        cgroup.write("memory.limit_in_bytes", limit);
        cgroup.write("memory.swappiness", "0");
      }
    } catch (IOException e) {
      cgroup.close();
      throw e;
    }
    return cgroup;
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(folder.resolve(file), text);
  }

  /** The file that moves the process there that writes {@code 0} to it, and what it starts. */
  public Path processes() {
    return folder.resolve("cgroup.procs");
  }

  /** How many processes the kernel has ended for want of memory. */
  public int kills() throws IOException {
    String events = Files.readString(folder.resolve(V2 ? "memory.events" : "memory.oom_control"));
    Matcher kills = KILLS.matcher(events);
    return kills.find() ? Integer.parseInt(kills.group(1)) : 0;
  }

  /** To be called once what ran in it has ended, which the kernel may take a moment to see. */
  @Override
  public void close() throws IOException {
    for (int tries = 0; tries < 100; tries++) {
      try {
        Files.delete(folder);
        return;
      } catch (IOException busy) {
        try {
          Thread.sleep(50);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw busy;
        }
      }
    }
    Files.delete(folder);
  }
}
