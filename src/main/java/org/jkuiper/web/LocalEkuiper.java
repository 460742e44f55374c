package org.jkuiper.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processes of an eKuiper on this machine, from Linux's {@code /proc}: its plugin is the child
 * of the very process that listens at eKuiper's REST port.
 */
final class LocalEkuiper {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTENING = "0A";

  private final URI address;

  /**
   * @param address eKuiper's REST address
   */
  LocalEkuiper(URI address) {
    this.address = address;
  }

  /** The process that eKuiper has started for the plugin: its launcher. Empty if it is not here. */
  Optional<ProcessHandle> launcher(String plugin) {
    if (!isHere()) {
      return Optional.empty();
    }
    Set<String> sockets = listeners();
    return ProcessHandle.allProcesses()
        .filter(process -> isExecutable(process, plugin))
        .filter(process -> process.parent().map(parent -> holds(parent, sockets)).orElse(false))
        .findFirst();
  }

  /** The JVM that a launcher has started; empty if the last one has just ended. */
  static Optional<ProcessHandle> jvm(ProcessHandle launcher) {
    return launcher
        .children()
        .filter(child -> child.info().command().orElse("").endsWith("/java"))
        .findFirst();
  }

  private boolean isHere() {
    try {
      InetAddress host = InetAddress.getByName(address.getHost());
      return Files.isDirectory(PROC.resolve("self"))
          && (host.isLoopbackAddress() || NetworkInterface.getByInetAddress(host) != null);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * eKuiper runs {@code …/PLUGIN/PLUGIN {"sendTimeout":…}}, and the kernel a shell for a script.
   */
  private static boolean isExecutable(ProcessHandle process, String plugin) {
    List<String> words = words(process);
    int last = words.size() - 1;
    return last >= 1
        && words.get(last).contains("sendTimeout")
        && words.get(last - 1).endsWith("/" + plugin + "/" + plugin);
  }

  private static List<String> words(ProcessHandle process) {
    try {
      return List.of(Files.readString(of(process).resolve("cmdline")).split("\0"));
    } catch (IOException e) {
      // It has just ended.
      return List.of();
    }
  }

  /** The inodes of the sockets that listen at eKuiper's port. */
  private Set<String> listeners() {
    int port = address.getPort() > 0 ? address.getPort() : 80;
    String suffix = ":%04X".formatted(port);
    Set<String> inodes = new HashSet<>();
    for (String table : List.of("tcp", "tcp6")) {
      try {
        for (String line : Files.readAllLines(PROC.resolve("net").resolve(table))) {
          // sl local_address rem_address st tx_queue:rx_queue tr:tm->when retrnsmt uid timeout
          // inode
          String[] cells = line.strip().split(" +", -1);
          if (cells.length > 9 && cells[1].endsWith(suffix) && cells[3].equals(LISTENING)) {
            inodes.add("socket:[" + cells[9] + "]");
          }
        }
      } catch (IOException e) {
        // A kernel without IPv6.
      }
    }
    return inodes;
  }

  /** False, too, if it is another user's and we may not look. */
  private static boolean holds(ProcessHandle process, Set<String> sockets) {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(of(process).resolve("fd"))) {
      for (Path descriptor : open) {
        try {
          if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
            return true;
          }
        } catch (IOException e) {
          // It has just been closed.
        }
      }
    } catch (IOException e) {
      return false;
    }
    return false;
  }

  /** Bytes of memory that the process has in RAM; 0 if it has just ended. */
  static long rssBytes(ProcessHandle process) {
    try {
      for (String line : Files.readAllLines(of(process).resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
        }
      }
    } catch (IOException e) {
      return 0;
    }
    return 0;
  }

  /** The folder of the plugin, as the process itself sees it. */
  static Path folder(ProcessHandle launcher) {
    return of(launcher).resolve("cwd");
  }

  private static Path of(ProcessHandle process) {
    return PROC.resolve(Long.toString(process.pid()));
  }
}
