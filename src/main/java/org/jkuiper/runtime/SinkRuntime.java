package org.jkuiper.runtime;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Sink;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.sp.PullSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpException;
import org.jkuiper.sp.SpLimits;
import org.jspecify.annotations.Nullable;

/** One instance of a sink, on a thread of its own, and the channel that it collects from. */
final class SinkRuntime implements SymbolRuntime {
  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  /**
   * eKuiper closes its end before it sends the stop: what is still on its way comes within this.
   */
  private static final Duration DRAIN = Duration.ofMillis(100);

  /**
   * How long a sink that is reopened waits for a message before it takes eKuiper to wait for an ack
   * that died with the process before; eKuiper has dialled again well before that.
   */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  /** How long it then waits for signs that eKuiper had taken an ack too many. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  /**
   * How long the process before this one may hold the sink's address: at an update eKuiper kills
   * the launcher alone and starts the next one at once.
   */
  private static final Duration PREDECESSOR = Duration.ofSeconds(2);

  private static final Duration PREDECESSOR_LOOK = Duration.ofMillis(20);

  /**
   * How long the acks of the last messages may take. Where eKuiper stops the sink its end is closed
   * and they would wait for ever; where this process ends under an eKuiper that goes on, it waits
   * for each of them for ever.
   */
  private static final long ACK_MILLIS = 300;

  private final Sink sink;
  private final Control control;
  private final Progress progress;
  private final SymbolContext context;
  private final InterruptGate gate = new InterruptGate();
  private final Acknowledgements acks;

  /** Null if the action asks for no acks: then no message comes a second time. */
  private final InFlight.@Nullable Slot inFlight;

  private final CompletableFuture<Void> bound = new CompletableFuture<>();
  private final Thread thread;

  /** Whether a process before this one served the sink, and died. */
  private final boolean reopened;

  /** What a failing start was at. */
  private volatile String doing = "configure";

  SinkRuntime(
      Sink sink,
      Control control,
      boolean reopened,
      InFlight inFlight,
      Progress progress,
      System.Logger logger) {
    this.sink = sink;
    this.control = control;
    this.reopened = reopened;
    this.progress = progress;
    this.context = new SymbolContext(control.meta(), logger);
    this.acks = new Acknowledgements(control, gate);
    this.inFlight = acks.required() ? inFlight.slot("sink " + control.meta()) : null;
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
    gate.stop(thread);
    thread.join(ACK_MILLIS);
    acks.close();
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
      try (PullSocket data = bind()) {
        // eKuiper dials right after our ok, once: we must be listening by then.
        bound.complete(null);
        collect(data);
      }
    } catch (Throwable e) {
      if (!bound.completeExceptionally(e) && !gate.isStopping()) {
        context.logger().log(Level.ERROR, "the sink has ended, until its rule is started again", e);
        Fault.endProcessIfFatal(e, context.logger());
      }
    } finally {
      close();
    }
  }

  private PullSocket bind() throws IOException, InterruptedException {
    SpAddress address = SpAddress.parse(SocketNames.data(control.meta()));
    long end = System.nanoTime() + PREDECESSOR.toNanos();
    while (!gate.isStopping()) {
      try {
        return PullSocket.bind(address, SpLimits.DEFAULT);
      } catch (SpException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Thread.sleep(PREDECESSOR_LOOK.toMillis());
      }
    }
    throw new InterruptedException("the plugin is ending");
  }

  private void collect(PullSocket data) throws IOException, InterruptedException {
    boolean doubtful = reopened && acks.required();
    byte[] message = doubtful ? firstOfReopened(data) : receive(data, FOR_EVER);
    while (message != null) {
      Throwable fault = collect(message);
      progress.served();
      // eKuiper sends nothing before the ack: if it does, it took the one sent in doubt for this.
      message = doubtful ? receive(data, GRACE) : null;
      if (message == null) {
        doubtful = false;
        acks.send(fault);
      }
      if (inFlight != null && (fault == null || !Fault.isFatal(fault))) {
        inFlight.end();
      }
      if (fault != null) {
        Fault.endProcessIfFatal(fault, context.logger());
      }
      if (message == null) {
        message = receive(data, FOR_EVER);
      }
    }
  }

  /**
   * Waits for the first message of a sink whose process before this one died. eKuiper waits for an
   * ack without a deadline, and nobody can know whether it waits for one of the dead process: the
   * message may have died unread in the socket. Silence says that it does, so a negative ack goes
   * out, which makes eKuiper send the message again if the action's cache settings tell so.
   *
   * <p>But silence also comes where eKuiper has nothing to send, and then that ack is one too many:
   *
   * <pre>
   * 7 was open:      silence, -ack; eKuiper takes it for the ack of 7 and sends 7 again
   * nothing was:     silence, -ack; eKuiper sends 8, takes it for the ack of 8 and sends 9
   * so {@link #collect(PullSocket)} waits a while after the first message before it acknowledges
   * </pre>
   */
  private byte @Nullable [] firstOfReopened(PullSocket data)
      throws IOException, InterruptedException {
    byte[] message = receive(data, SILENCE);
    if (message == null && !gate.isStopping()) {
      acks.send(
          new IOException("the process of the plugin ended before it acknowledged the message"));
      message = receive(data, FOR_EVER);
    }
    return message;
  }

  /** The next message; null at the timeout, or when the sink is being stopped and all are taken. */
  private byte @Nullable [] receive(PullSocket data, Duration time)
      throws IOException, InterruptedException {
    while (gate.open()) {
      try {
        byte[] message = data.receive(time);
        if (message != null || !gate.isStopping()) {
          return message;
        }
      } catch (InterruptedException e) {
        // One that is not stop()'s comes from the sink's own code, of another thread: on we go.
      } finally {
        gate.close();
      }
    }
    return data.receive(DRAIN);
  }

  /** Returns what the sink threw, if anything. */
  private @Nullable Throwable collect(byte[] message) throws InterruptedException {
    if (inFlight != null && !inFlight.begin(ByteBuffer.wrap(message))) {
      // Acknowledged, or it would come again and again and nothing behind it.
      context
          .logger()
          .log(
              Level.ERROR,
              "a message is dropped: it has ended the plugin's process more than once");
      return null;
    }
    try {
      sink.collect(new RawMessage(message), context);
      return null;
    } catch (Throwable e) {
      if (e instanceof InterruptedException interrupt && gate.isStopping()) {
        throw interrupt;
      }
      context.logger().log(Level.WARNING, "collect", e);
      return e;
    } finally {
      if (!gate.isStopping()) {
        Thread.interrupted(); // left set by the sink's own code it would end the next receive
      }
    }
  }

  private void close() {
    acks.close();
    try {
      sink.close();
    } catch (Throwable e) {
      context.logger().log(Level.WARNING, "close", e);
    }
  }
}
