package org.jkuiper.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.SinkAck;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.sp.PushSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpLimits;
import org.jspecify.annotations.Nullable;

/** The answers of one sink to eKuiper, one for each message, if its action asks for them. */
final class Acknowledgements implements AutoCloseable {
  private final @Nullable PushSocket socket;
  private final InterruptGate gate;

  Acknowledgements(Control control, InterruptGate gate) {
    this.socket =
        control.requiresAck()
            ? PushSocket.dial(SpAddress.parse(SocketNames.ack(control.meta())), SpLimits.DEFAULT)
            : null;
    this.gate = gate;
  }

  /** Whether the action asks for them; if not, {@link #send} does nothing. */
  boolean required() {
    return socket != null;
  }

  /**
   * Answers one message. Waits until eKuiper takes the answer.
   *
   * @param fault what the sink threw, or null if it took the message
   */
  void send(@Nullable Throwable fault) throws IOException, InterruptedException {
    if (socket == null) {
      return;
    }
    byte[] answer = fault == null ? SinkAck.ok() : SinkAck.error(Fault.sentence(fault));
    while (true) {
      try {
        socket.send(ByteBuffer.wrap(answer));
        return;
      } catch (InterruptedException e) {
        if (gate.isStopping()) {
          throw e;
        } // else it comes from the sink's own code, of another thread: on we go
      } catch (ClosedChannelException e) {
        if (gate.isStopping()) {
          return;
        }
        throw e;
      }
    }
  }

  /** Ends a {@link #send} that waits. */
  @Override
  public void close() {
    if (socket != null) {
      socket.close();
    }
  }
}
