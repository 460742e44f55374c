package org.jkuiper.plugin.runtime;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Sink;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.SinkAck;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.sp.PullSocket;
import org.jkuiper.sp.PushSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpLimits;
import org.jspecify.annotations.Nullable;

/** One instance of a sink, on a thread of its own, and the channel that it collects from. */
final class SinkRuntime implements SymbolRuntime {
  /** How often a waiting sink looks whether it is being stopped. */
  private static final Duration LOOK = Duration.ofMillis(250);

  /**
   * eKuiper closes its end before it sends the stop: what is still on its way comes within this.
   */
  private static final Duration DRAIN = Duration.ofMillis(50);

  private final Sink sink;
  private final Control control;
  private final SymbolContext context;
  private final CompletableFuture<Void> bound = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean stopping;

  SinkRuntime(Sink sink, Control control, System.Logger logger) {
    this.sink = sink;
    this.control = control;
    this.context = new SymbolContext(control.meta(), logger);
    this.thread = new Thread(this::run, "sink-" + control.symbolName());
    this.thread.setDaemon(true);
  }

  @Override
  public void start() throws StartException, InterruptedException {
    thread.start();
    try {
      bound.get();
    } catch (ExecutionException e) {
      throw new StartException("sink " + control.symbolName(), "open", e.getCause());
    }
  }

  @Override
  public void stop() throws InterruptedException {
    stopping = true;
    thread.join(STOP_MILLIS);
    if (thread.isAlive()) {
      context.logger().log(Level.WARNING, "collect goes on after the stop: interrupting it");
      thread.interrupt();
      thread.join(STOP_MILLIS);
    }
  }

  private void run() {
    try {
      Config config = new Config(control.config());
      sink.configure(config);
      sink.open(context);
      try (PullSocket data =
              PullSocket.bind(SpAddress.parse(SocketNames.data(control.meta())), SpLimits.DEFAULT);
          PushSocket ack = config.booleanOr("requireAck", false) ? ackSocket() : null) {
        // eKuiper dials right after our ok, once: we must be listening by then.
        bound.complete(null);
        collect(data, ack);
      } finally {
        close();
      }
    } catch (Throwable e) {
      if (!bound.completeExceptionally(e) && !stopping) {
        context.logger().log(Level.ERROR, "the sink has ended, until its rule is started again", e);
      }
    }
  }

  private void collect(PullSocket data, @Nullable PushSocket ack)
      throws IOException, InterruptedException {
    while (true) {
      boolean last = stopping;
      byte[] message = data.receive(last ? DRAIN : LOOK);
      if (message != null) {
        byte[] answer = collect(message);
        if (ack != null) {
          ack.send(ByteBuffer.wrap(answer));
        }
      } else if (last) {
        return;
      }
    }
  }

  private byte[] collect(byte[] message) throws InterruptedException {
    try {
      sink.collect(new RawMessage(message), context);
      return SinkAck.ok();
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      context.logger().log(Level.WARNING, "collect", e);
      return SinkAck.error(Fault.sentence(e));
    }
  }

  private PushSocket ackSocket() {
    return PushSocket.dial(SpAddress.parse(SocketNames.ack(control.meta())), SpLimits.DEFAULT);
  }

  private void close() {
    try {
      sink.close();
    } catch (Exception e) {
      context.logger().log(Level.WARNING, "close", e);
    }
  }
}
