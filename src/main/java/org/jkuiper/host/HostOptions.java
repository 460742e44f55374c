package org.jkuiper.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How the host plays eKuiper.
 *
 * @param version whose habits it has
 * @param initTimeout how long a plugin may take from its start to its handshake
 * @param recvTimeout how long a function's answer, or a sink's acknowledgement, may take
 * @param sendTimeout how long a sink may leave a message lying
 * @param work where a plugin is unpacked, in a folder of its own: its file system must let programs
 *     run. Sockets lie in {@code /tmp} whatever this is
 * @param log takes each line that the plugin prints; called on a thread of the host
 */
public record HostOptions(
    EkuiperVersion version,
    Duration initTimeout,
    Duration recvTimeout,
    Duration sendTimeout,
    Path work,
    Consumer<String> log) {

  /**
   * eKuiper 2 with its own defaults, 5 s each; unpacks in {@code $TMPDIR}, else {@code /tmp}; the
   * plugin's lines go to standard output.
   */
  public static final HostOptions DEFAULT =
      new HostOptions(
          EkuiperVersion.V2,
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Path.of(System.getenv().getOrDefault("TMPDIR", System.getProperty("java.io.tmpdir"))),
          System.out::println);

  public HostOptions withVersion(EkuiperVersion other) {
    return new HostOptions(other, initTimeout, recvTimeout, sendTimeout, work, log);
  }

  public HostOptions withInitTimeout(Duration time) {
    return new HostOptions(version, time, recvTimeout, sendTimeout, work, log);
  }

  public HostOptions withRecvTimeout(Duration time) {
    return new HostOptions(version, initTimeout, time, sendTimeout, work, log);
  }

  public HostOptions withWork(Path folder) {
    return new HostOptions(version, initTimeout, recvTimeout, sendTimeout, folder, log);
  }

  public HostOptions withLog(Consumer<String> other) {
    return new HostOptions(version, initTimeout, recvTimeout, sendTimeout, work, other);
  }
}
