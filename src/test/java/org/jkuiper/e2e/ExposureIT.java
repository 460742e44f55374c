package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What of the plugin, at work in eKuiper, somebody else could reach: nothing. */
@Timeout(120)
class ExposureIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  void aPluginAtWorkHasNoSocketOfTheNetwork() throws Exception {
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker)) {
      kuiperd.install("pyai", Kuiperd.PYAI);
      try (LabelRule labels = LabelRule.tutorial(kuiperd, broker)) {
        assertEquals("{\"label\":\"286:Egyptian cat\"}", labels.of(Pictures.sample("cat.jpg")));
        List<ProcessHandle> processes = kuiperd.pluginProcesses();
        assertFalse(processes.isEmpty());
        boolean seen = false;
        for (ProcessHandle process : processes) {
          Set<String> open = socketsOf(process);
          seen |= !open.isEmpty();
          open.retainAll(networkSockets(process));
          assertEquals(Set.of(), open, () -> process.info().commandLine().orElse("a process"));
        }
        assertTrue(seen, "not even the sockets to eKuiper were seen");
        // Ours, which is connected to the broker: what the check would see of the plugin's.
        Set<String> own = socketsOf(ProcessHandle.current());
        own.retainAll(networkSockets(ProcessHandle.current()));
        assertFalse(own.isEmpty());
      }
    }
  }

  /** The inodes of the sockets that a process has open; none if it has ended meanwhile. */
  private static Set<String> socketsOf(ProcessHandle process) throws IOException {
    Set<String> inodes = new HashSet<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      for (Path file : files.toList()) {
        String target = targetOf(file);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    } catch (NoSuchFileException e) {
      // The launcher's helpers, such as the one that makes the class archive, come and go.
      return new HashSet<>();
    }
    return inodes;
  }

  private static String targetOf(Path file) throws IOException {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** The inodes of all sockets of the internet's protocols in the process's network. */
  private static Set<String> networkSockets(ProcessHandle process) throws IOException {
    Set<String> inodes = new HashSet<>();
    for (String protocol : List.of("tcp", "tcp6", "udp", "udp6", "udplite", "raw", "raw6")) {
      Path table = Path.of("/proc/" + process.pid() + "/net/" + protocol);
      if (Files.exists(table)) {
        Files.readAllLines(table).stream()
            .skip(1)
            .map(line -> line.strip().split("\\s+"))
            .forEach(cells -> inodes.add(cells[9]));
      }
    }
    return inodes;
  }
}
