package org.jkuiper.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.GoJson;
import org.jkuiper.protocol.SinkAck;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.sp.PullSocket;
import org.jkuiper.sp.PushSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpException;

/** One instance of a sink, as a running rule holds it ({@code PortableSink} of eKuiper). */
public final class HostedSink implements Closeable {
  private final Control control;
  private final HostOptions options;
  private final ControlChannel commands;
  private final PullSocket acks;
  private final PushSocket data;
  private final boolean requireAck;

  private HostedSink(
      Control control,
      HostOptions options,
      ControlChannel commands,
      PullSocket acks,
      PushSocket data) {
    this.control = control;
    this.options = options;
    this.commands = commands;
    this.acks = acks;
    this.data = data;
    this.requireAck = Boolean.TRUE.equals(control.config().get("requireAck"));
  }

  static HostedSink start(Control control, HostOptions options, ControlChannel commands)
      throws IOException, InterruptedException {
    String url = SocketNames.ack(control.meta());
    PullSocket acks;
    try {
      acks = PullSocket.bind(SpAddress.parse(url), options.version().limits());
    } catch (SpException e) {
      throw RepChannel.taken(url, e);
    }
    PushSocket data =
        PushSocket.dial(
            SpAddress.parse(SocketNames.data(control.meta())), options.version().limits());
    HostedSink sink = new HostedSink(control, options, commands, acks, data);
    try {
      commands.start(control);
      // Once, right after the answer: whoever does not listen by then is refused.
      if (!data.tryConnect()) {
        commands.stop(control);
        throw new HostException(
            "can't dial on push socket: the sink %s said ok but does not listen at %s"
                .formatted(control.symbolName(), SocketNames.data(control.meta())));
      }
      return sink;
    } catch (IOException | InterruptedException | RuntimeException e) {
      sink.close();
      throw e;
    }
  }

  /**
   * Sends one result of a rule, as JSON: a map where the action sets {@code sendSingle}, else a
   * list of maps. Waits for the acknowledgement where the configuration sets {@code requireAck}.
   *
   * @throws PluginFault the sink's negative acknowledgement
   * @throws HostException if the sink does not take the message, or not acknowledge it, in time
   */
  public void send(Object result) throws IOException, InterruptedException {
    sendBytes(GoJson.write(GoJson.ofGo(result)));
  }

  /** {@link #send(Object) Sends} bytes as they are: what another {@code format} makes. */
  public synchronized void sendBytes(byte[] message) throws IOException, InterruptedException {
    push(message);
    if (requireAck) {
      byte[] ack = acks.receive(options.recvTimeout());
      if (ack == null) {
        throw new HostException(
            "the sink %s did not acknowledge within %d ms (eKuiper would wait on)"
                .formatted(control.symbolName(), options.recvTimeout().toMillis()));
      }
      String error = SinkAck.errorOf(ack);
      if (!error.isEmpty()) {
        throw new PluginFault(error);
      }
    }
  }

  private void push(byte[] message) throws IOException, InterruptedException {
    FutureTask<Void> sending =
        new FutureTask<>(
            () -> {
              data.send(ByteBuffer.wrap(message));
              return null;
            });
    Thread thread = new Thread(sending, "sink-" + control.symbolName());
    thread.setDaemon(true);
    thread.start();
    try {
      var unused = sending.get(options.sendTimeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      var unused = sending.cancel(true);
      throw new HostException(
          "send time out: the sink %s took no message for %d ms"
              .formatted(control.symbolName(), options.sendTimeout().toMillis()),
          e);
    } catch (ExecutionException e) {
      throw new HostException(String.valueOf(e.getCause()), e);
    }
  }

  /** Stops the sink, as the end of a rule does: what was sent before is taken first. */
  public void stop() throws IOException, InterruptedException {
    close();
    commands.stop(control);
  }

  /** Ends the channels only, as the end of the whole host does; {@link #stop} tells the plugin. */
  @Override
  public void close() {
    data.close();
    acks.close();
  }
}
