package org.jkuiper.testkit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jkuiper.host.Host;
import org.jkuiper.host.HostedSink;
import org.jkuiper.host.HostedSource;
import org.jspecify.annotations.Nullable;

/**
 * The plugin that a test class tests, as its tests see it. What a test opens is stopped after the
 * test. Not safe for use by several threads, but its parts are.
 */
public final class TestedPlugin {
  /** Stops one symbol, as the end of its rule does. */
  private interface Stop {
    void run() throws IOException, InterruptedException;
  }

  private final Host host;
  private final Deque<Stop> open = new ArrayDeque<>();

  TestedPlugin(Host host) {
    this.host = host;
  }

  /**
   * Calls a function once, as a rule does for one message.
   *
   * @param arguments {@code null}, texts, numbers, booleans, lists, maps; {@code byte[]} for binary
   * @return the result as JSON carries it: {@code null}, {@link String}, {@link Long}, {@link
   *     java.math.BigInteger}, {@link Double}, {@link Boolean}, {@link java.util.List}, {@link Map}
   * @throws org.jkuiper.host.PluginFault with the sentence that the rule's status would show
   */
  public @Nullable Object call(String function, @Nullable Object... arguments)
      throws IOException, InterruptedException {
    return host.function(function).exec(arguments);
  }

  /**
   * Has a function check how many arguments it is called with, as when a rule is made.
   *
   * @throws org.jkuiper.host.PluginFault if it refuses
   */
  public void validate(String function, int arguments) throws IOException, InterruptedException {
    host.function(function).validate(arguments);
  }

  public boolean isAggregate(String function) throws IOException, InterruptedException {
    return host.function(function).isAggregate();
  }

  /** Opens a source of a stream without a {@code DATASOURCE}. */
  public HostedSource source(String source, Map<String, ? extends @Nullable Object> config)
      throws IOException, InterruptedException {
    return source(source, "", config);
  }

  /**
   * Opens a source.
   *
   * @param dataSource the stream's {@code DATASOURCE}
   * @throws org.jkuiper.host.PluginFault if it refuses its configuration
   */
  public HostedSource source(
      String source, String dataSource, Map<String, ? extends @Nullable Object> config)
      throws IOException, InterruptedException {
    HostedSource opened = host.source(source, dataSource, config);
    open.push(opened::stop);
    return opened;
  }

  /**
   * Opens a sink; with {@code "requireAck", true} in its configuration each send waits for the
   * sink's answer.
   *
   * @throws org.jkuiper.host.PluginFault if it refuses its configuration
   */
  public HostedSink sink(String sink, Map<String, ? extends @Nullable Object> config)
      throws IOException, InterruptedException {
    HostedSink opened = host.sink(sink, config);
    open.push(opened::stop);
    return opened;
  }

  /** The host, for what this class does not show: instances, restarts, the process. */
  public Host host() {
    return host;
  }

  void stopAll() throws IOException, InterruptedException {
    while (!open.isEmpty()) {
      open.pop().run();
    }
  }
}
