package org.jkuiper.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jkuiper.sp.RepSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpLimits;
import org.jspecify.annotations.Nullable;

/**
 * eKuiper's end of a control or function channel, state for state as its {@code connection.go} has
 * it over a REP socket: it can only send where a request of the plugin is open, takes an open one
 * for old, and repeats what it sent on each answer that begins with an {@code h}.
 */
final class EkuiperChannel implements AutoCloseable {
  private final RepSocket socket;
  private final Duration recvTimeout;

  /** The plugin's latest request: whom the next thing we send goes to. */
  private RepSocket.@Nullable Request open;

  EkuiperChannel(String url, Duration recvTimeout) throws IOException {
    this.socket = RepSocket.bind(SpAddress.parse(url), SpLimits.DEFAULT);
    this.recvTimeout = recvTimeout;
  }

  /** What eKuiper does once when it has started the plugin. */
  void awaitHandshake() throws IOException, InterruptedException {
    open = receive();
    if (open == null) {
      throw new IOException("no handshake");
    }
  }

  /** What eKuiper makes of the plugin's answer; null where it gives up at its deadline. */
  @Nullable String request(String message) throws IOException, InterruptedException {
    return request(message.getBytes(StandardCharsets.UTF_8));
  }

  @Nullable String request(byte[] message) throws IOException, InterruptedException {
    while (true) {
      if (open == null) {
        open = receive(); // "discard previous response"
        if (open == null) {
          return null;
        }
      }
      send(open, message);
      open = receive();
      if (open == null) {
        return null;
      }
      String answer = new String(open.body(), StandardCharsets.UTF_8);
      if (!answer.startsWith("h")) {
        return answer;
      }
    }
  }

  private RepSocket.@Nullable Request receive() throws IOException, InterruptedException {
    return socket.receive(recvTimeout);
  }

  private static void send(RepSocket.Request open, byte[] message) {
    try {
      open.reply(ByteBuffer.wrap(message));
    } catch (IOException e) {
      // mangos drops what it would send to a peer that is gone.
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
