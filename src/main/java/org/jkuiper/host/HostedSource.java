package org.jkuiper.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.MalformedMessageException;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.protocol.SourceMessage;
import org.jkuiper.sp.PullSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpException;
import org.jkuiper.text.Snippet;
import org.jspecify.annotations.Nullable;

/** One instance of a source, as a running rule holds it ({@code PortableSource} of eKuiper). */
public final class HostedSource implements Closeable {
  private final Control control;
  private final HostOptions options;
  private final ControlChannel commands;
  private final PullSocket socket;

  private HostedSource(
      Control control, HostOptions options, ControlChannel commands, PullSocket socket) {
    this.control = control;
    this.options = options;
    this.commands = commands;
    this.socket = socket;
  }

  static HostedSource start(Control control, HostOptions options, ControlChannel commands)
      throws IOException, InterruptedException {
    String url = SocketNames.data(control.meta());
    PullSocket socket;
    try {
      socket = PullSocket.bind(SpAddress.parse(url), options.version().limits());
    } catch (SpException e) {
      throw RepChannel.taken(url, e);
    }
    try {
      commands.start(control);
      return new HostedSource(control, options, commands, socket);
    } catch (IOException | InterruptedException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Waits for the next message.
   *
   * @return null where none came in time
   * @throws HostException if what came is none
   */
  public @Nullable SourceMessage next(Duration timeout) throws IOException, InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    byte[] bytes = null;
    for (Duration left = timeout; bytes == null && !left.isNegative(); ) {
      Duration poll = options.version().sourcePoll;
      bytes = socket.receive(left.compareTo(poll) < 0 ? left : poll);
      left = Duration.ofNanos(end - System.nanoTime());
    }
    if (bytes == null) {
      return null;
    }
    try {
      return SourceMessage.parse(bytes);
    } catch (MalformedMessageException e) {
      throw new HostException(
          "Invalid data format, cannot decode %s to json format with error %s"
              .formatted(Snippet.of(new String(bytes, StandardCharsets.UTF_8)), e.getMessage()),
          e);
    }
  }

  /**
   * Waits for so many messages, for each as long as {@link HostOptions#recvTimeout}.
   *
   * @return the fields of each
   * @throws HostException if fewer came
   */
  public List<Map<String, ? extends @Nullable Object>> take(int count)
      throws IOException, InterruptedException {
    List<Map<String, ? extends @Nullable Object>> messages = new ArrayList<>();
    while (messages.size() < count) {
      SourceMessage message = next(options.recvTimeout());
      if (message == null) {
        throw new HostException(
            "the source %s sent %d of %d messages, then nothing for %d ms"
                .formatted(
                    control.symbolName(),
                    messages.size(),
                    count,
                    options.recvTimeout().toMillis()));
      }
      messages.add(message.message());
    }
    return messages;
  }

  /** Stops the source, as the end of a rule does. */
  public void stop() throws IOException, InterruptedException {
    socket.close();
    commands.stop(control);
  }

  /** Ends the channel only, as the end of the whole host does; {@link #stop} tells the plugin. */
  @Override
  public void close() {
    socket.close();
  }
}
