package org.jkuiper.plugin.runtime;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
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
  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  /**
   * eKuiper closes its end before it sends the stop: what is still on its way comes within this.
   */
  private static final Duration DRAIN = Duration.ofMillis(100);

  private final Sink sink;
  private final Control control;
  private final SymbolContext context;
  private final @Nullable PushSocket ack;
  private final CompletableFuture<Void> bound = new CompletableFuture<>();
  private final Thread thread;

  /** What a failing start was at. */
  private volatile String doing = "configure";

  /** Guarded by this. */
  private boolean stopping;

  /** Whether an interrupt would wake a receive and nothing else. Guarded by this. */
  private boolean receiving;

  SinkRuntime(Sink sink, Control control, System.Logger logger) {
    this.sink = sink;
    this.control = control;
    this.context = new SymbolContext(control.meta(), logger);
    this.ack =
        control.requiresAck()
            ? PushSocket.dial(SpAddress.parse(SocketNames.ack(control.meta())), SpLimits.DEFAULT)
            : null;
    this.thread = new Thread(this::run, "sink-" + control.symbolName());
    this.thread.setDaemon(true);
  }

  @Override
  public void start() throws StartException, InterruptedException {
    thread.start();
    try {
      bound.get();
    } catch (ExecutionException e) {
      thread.join(STOP_MILLIS); // until it is closed, so that a new start finds everything free
      throw new StartException("sink " + control.symbolName(), doing, e.getCause());
    }
  }

  @Override
  public void stop() throws InterruptedException {
    synchronized (this) {
      stopping = true;
      if (receiving) {
        thread.interrupt();
      }
    }
    if (ack != null) {
      ack.close(); // eKuiper has closed its end: an ack would wait for it for ever
    }
    thread.join(STOP_MILLIS);
    if (thread.isAlive()) {
      context.logger().log(Level.WARNING, "collect goes on after the stop: interrupting it");
      thread.interrupt();
      thread.join(STOP_MILLIS);
    }
  }

  private void run() {
    try {
      sink.configure(new Config(control.config()));
    } catch (Throwable e) {
      bound.completeExceptionally(e);
      return;
    }
    doing = "open";
    try {
      sink.open(context);
      try (PullSocket data =
          PullSocket.bind(SpAddress.parse(SocketNames.data(control.meta())), SpLimits.DEFAULT)) {
        // eKuiper dials right after our ok, once: we must be listening by then.
        bound.complete(null);
        collect(data);
      }
    } catch (Throwable e) {
      if (!bound.completeExceptionally(e) && !isStopping()) {
        context.logger().log(Level.ERROR, "the sink has ended, until its rule is started again", e);
      }
    } finally {
      close();
    }
  }

  private void collect(PullSocket data) throws IOException, InterruptedException {
    while (true) {
      boolean last = !beginReceive();
      byte[] message = receive(data, last ? DRAIN : FOR_EVER);
      if (message != null) {
        Throwable fault = collect(message);
        acknowledge(fault);
        if (fault != null) {
          Fault.endProcessIfFatal(fault, context.logger());
        }
      } else if (last) {
        return;
      }
    }
  }

  private byte @Nullable [] receive(PullSocket data, Duration time)
      throws IOException, InterruptedException {
    try {
      return data.receive(time);
    } catch (InterruptedException e) {
      if (isStopping()) {
        return null;
      }
      throw e;
    } finally {
      endReceive();
    }
  }

  /** Returns what the sink threw, if anything. */
  private @Nullable Throwable collect(byte[] message) throws InterruptedException {
    try {
      sink.collect(new RawMessage(message), context);
      return null;
    } catch (Throwable e) {
      if (e instanceof InterruptedException interrupt && isStopping()) {
        throw interrupt;
      }
      context.logger().log(Level.WARNING, "collect", e);
      return e;
    }
  }

  private void acknowledge(@Nullable Throwable fault) throws IOException, InterruptedException {
    if (ack != null) {
      byte[] answer = fault == null ? SinkAck.ok() : SinkAck.error(Fault.sentence(fault));
      try {
        ack.send(ByteBuffer.wrap(answer));
      } catch (ClosedChannelException e) {
        if (!isStopping()) {
          throw e;
        }
      }
    }
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  /** False where the sink is being stopped: no interrupt comes any more, unless a collect hangs. */
  private synchronized boolean beginReceive() {
    receiving = !stopping;
    return receiving;
  }

  private synchronized void endReceive() {
    receiving = false;
    if (stopping) {
      Thread.interrupted(); // stop's, which came as a message did
    }
  }

  private void close() {
    if (ack != null) {
      ack.close();
    }
    try {
      sink.close();
    } catch (Throwable e) {
      context.logger().log(Level.WARNING, "close", e);
    }
  }
}
