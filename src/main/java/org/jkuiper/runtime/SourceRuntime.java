package org.jkuiper.runtime;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Source;
import org.jkuiper.plugin.SourceContext;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.Meta;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.protocol.SourceMessage;
import org.jkuiper.sp.PushSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpLimits;
import org.jspecify.annotations.Nullable;

/** One instance of a source, on a thread of its own, and the channel that it emits to. */
final class SourceRuntime implements SymbolRuntime {
  private final Source source;
  private final Control control;
  private final Progress progress;
  private final System.Logger logger;
  private final PushSocket socket;
  private final CompletableFuture<Void> configured = new CompletableFuture<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;
  private volatile boolean stopping;

  SourceRuntime(Source source, Control control, Progress progress, System.Logger logger) {
    this.source = source;
    this.control = control;
    this.progress = progress;
    this.logger = logger;
    this.socket =
        PushSocket.dial(SpAddress.parse(SocketNames.data(control.meta())), SpLimits.DEFAULT);
    this.thread = new Thread(this::run, "source-" + control.symbolName());
    this.thread.setDaemon(true);
  }

  @Override
  public void start() throws StartException, InterruptedException {
    thread.start();
    try {
      configured.get();
    } catch (ExecutionException e) {
      socket.close();
      throw new StartException("source " + control.symbolName(), "configure", e.getCause());
    }
  }

  @Override
  public void stop() throws InterruptedException {
    stopping = true;
    // First: the source's close may wait for a thread of its own that is blocked in emit, for ever,
    // since eKuiper closes its end before it sends the stop.
    socket.close();
    thread.interrupt();
    thread.join(STOP_MILLIS);
    if (thread.isAlive()) {
      logger.log(Level.WARNING, "open has not returned {0} ms after the stop", STOP_MILLIS);
    }
    close();
  }

  private void run() {
    try {
      source.configure(control.dataSource(), new Config(control.config()));
      configured.complete(null);
    } catch (Throwable e) {
      configured.completeExceptionally(e);
      return;
    }
    try {
      source.open(new Emitter());
    } catch (Throwable e) {
      if (!stopping) {
        logger.log(Level.ERROR, "the source has ended, until its rule is started again", e);
      }
      Fault.endProcessIfFatal(e, logger);
    }
  }

  /** On a thread of its own: a close that blocks must not hold up eKuiper's next commands. */
  private void close() throws InterruptedException {
    if (closed.compareAndSet(false, true)) {
      Thread closing = new Thread(this::closeSource, "close-" + control.symbolName());
      closing.setDaemon(true);
      closing.start();
      closing.join(STOP_MILLIS);
      if (closing.isAlive()) {
        logger.log(Level.WARNING, "close has not returned {0} ms after it was called", STOP_MILLIS);
        closing.interrupt();
      }
    }
  }

  private void closeSource() {
    try {
      source.close();
    } catch (Throwable e) {
      logger.log(Level.WARNING, "close", e);
    }
  }

  private final class Emitter implements MetaContext, SourceContext {
    @Override
    public void emit(
        Map<String, ? extends @Nullable Object> message,
        Map<String, ? extends @Nullable Object> meta)
        throws InterruptedException {
      ByteBuffer json = ByteBuffer.wrap(new SourceMessage(message, meta).toJson());
      try {
        socket.send(json);
        progress.served();
      } catch (IOException e) {
        if (stopping) {
          throw new InterruptedException("the source is being stopped");
        }
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public boolean isCancelled() {
      return stopping;
    }

    @Override
    public Meta meta() {
      return control.meta();
    }

    @Override
    public System.Logger logger() {
      return logger;
    }
  }
}
