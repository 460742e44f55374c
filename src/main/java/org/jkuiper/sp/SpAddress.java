package org.jkuiper.sp;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Where a socket is: {@code ipc:///tmp/x.ipc} or {@code tcp://127.0.0.1:5555}. */
public sealed interface SpAddress {

  /**
   * The longest path of a Unix socket. The kernel's {@code sun_path} takes 107 bytes and a zero,
   * the JDK (17 to 25) one byte fewer.
   */
  int MAX_PATH_BYTES = 106;

  /** A Unix domain socket. */
  record Ipc(Path path) implements SpAddress {
    /**
     * @throws IllegalArgumentException if the path is empty or above {@link #MAX_PATH_BYTES}
     */
    public Ipc {
      int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
      if (bytes == 0 || bytes > MAX_PATH_BYTES) {
        throw new IllegalArgumentException(
            "the path of an ipc address has 1 to %d bytes, this one has %d: %s"
                .formatted(MAX_PATH_BYTES, bytes, path));
      }
    }

    @Override
    public String toString() {
      return "ipc://" + path;
    }
  }

  /** A TCP socket; port 0 binds a free one. An IPv6 literal stands without its brackets. */
  record Tcp(String host, int port) implements SpAddress {
    /**
     * @throws IllegalArgumentException if the host is empty or the port not 0 to 65535
     */
    public Tcp {
      if (host.isEmpty() || port < 0 || port > 65535) {
        throw new IllegalArgumentException(
            "a tcp address has a host and a port from 0 to 65535: '%s' and %d"
                .formatted(host, port));
      }
    }

    @Override
    public String toString() {
      return "tcp://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /**
   * Reads an address as mangos and nng write it.
   *
   * @throws IllegalArgumentException naming the fault
   */
  static SpAddress parse(String url) {
    if (url.startsWith("ipc://")) {
      try {
        return new Ipc(Path.of(url.substring("ipc://".length())));
      } catch (InvalidPathException e) {
        throw new IllegalArgumentException("not a path of this system: " + url, e);
      }
    }
    if (url.startsWith("tcp://")) {
      int colon = url.lastIndexOf(':');
      String host = url.substring("tcp://".length(), Math.max(colon, "tcp://".length()));
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      try {
        return new Tcp(host, Integer.parseInt(url.substring(colon + 1)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("a tcp address ends in :port: " + url, e);
      }
    }
    throw new IllegalArgumentException("an address begins with ipc:// or tcp://: " + url);
  }
}
