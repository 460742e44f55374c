package org.jkuiper.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jkuiper.plugin.Function;
import org.jkuiper.protocol.Command;
import org.jkuiper.protocol.FunctionCall;
import org.jkuiper.protocol.FunctionReply;
import org.jkuiper.protocol.MalformedMessageException;
import org.jkuiper.protocol.Meta;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.sp.FrameTooLargeException;
import org.jkuiper.sp.ReqSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpLimits;
import org.jspecify.annotations.Nullable;

/**
 * One function and its channel. All rules share them, and eKuiper sends one request at a time.
 * After a lost connection a fresh handshake goes out, never the last answer again: eKuiper would
 * take it for the answer to the next picture. It repeats the open request on the handshake by
 * itself.
 */
final class FunctionRuntime implements SymbolRuntime {
  /** eKuiper's default; an answer later than that is discarded there and its message lost. */
  static final Duration RECV_TIMEOUT = Duration.ofSeconds(5);

  /**
   * The longest request: a quarter of the heap, because what is decoded from it must fit beside it
   * and its buffer grows by doubling. And pauses that end well within {@link #RECV_TIMEOUT}.
   */
  private static final SpLimits LIMITS =
      SpLimits.DEFAULT
          .withMaxFrameBytes(
              (int)
                  Math.min(SpLimits.DEFAULT.maxFrameBytes(), Runtime.getRuntime().maxMemory() / 4))
          .withBackoff(Duration.ofMillis(100), Duration.ofSeconds(1));

  private static final int RESERVE_BYTES = 256 << 10;

  private final String symbol;
  private final SymbolFactory<Function> factory;
  private final InFlight.Slot inFlight;
  private final Progress progress;
  private final EventLog log;
  private final System.Logger logger;
  private final ReqSocket socket;
  private final CallerStates states;
  private final CompletableFuture<Function> opened = new CompletableFuture<>();
  private final Thread thread;
  private volatile boolean stopping;

  /** Let go at a fault, which may be that memory is out: for the answer that says so. */
  private byte @Nullable [] reserve = new byte[RESERVE_BYTES];

  FunctionRuntime(
      SymbolFactory<Function> factory, InFlight.Slot inFlight, Progress progress, EventLog log) {
    this(factory, inFlight, progress, log, LIMITS);
  }

  FunctionRuntime(
      SymbolFactory<Function> factory,
      InFlight.Slot inFlight,
      Progress progress,
      EventLog log,
      SpLimits limits) {
    this.symbol = factory.symbol();
    this.factory = factory;
    this.inFlight = inFlight;
    this.progress = progress;
    this.log = log;
    this.logger = log.logger(symbol, Meta.NONE);
    this.socket = new ReqSocket(SpAddress.parse(SocketNames.function(symbol)), limits);
    this.states = new CallerStates(logger);
    this.thread = new Thread(this::run, "function-" + symbol);
    this.thread.setDaemon(true);
  }

  /**
   * {@link #start Starts} only where eKuiper listens.
   *
   * @return whether it does
   */
  boolean attach() throws StartException, InterruptedException {
    try {
      if (!socket.tryConnect()) {
        return false;
      }
    } catch (IOException e) {
      throw new StartException("function " + symbol, "its channel", e);
    }
    start();
    return true;
  }

  @Override
  public void start() throws StartException, InterruptedException {
    thread.start();
    try {
      opened.get();
    } catch (ExecutionException e) {
      socket.close();
      throw e.getCause() instanceof StartException refusal
          ? refusal
          : new StartException("function " + symbol, "open", e.getCause());
    }
  }

  @Override
  public void stop() throws InterruptedException {
    stopping = true;
    socket.close();
    thread.interrupt();
    thread.join(STOP_MILLIS);
  }

  private void run() {
    Function function;
    try {
      function = factory.make();
      function.open(new SymbolContext(Meta.NONE, logger));
      opened.complete(function);
    } catch (Throwable e) {
      opened.completeExceptionally(e);
      return;
    }
    serve(function);
    states.close();
    try {
      function.close();
    } catch (Exception e) {
      logger.log(Level.WARNING, "close", e);
    }
  }

  private void serve(Function function) {
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    while (!stopping) {
      try {
        socket.connect();
        socket.send(Messages.utf8(Command.HANDSHAKE));
        while (true) {
          Throwable fault = next(function, reply);
          if (!stopping) {
            // Left set by the function's own code it would close the channel, and that again for
            // each repetition of the request.
            Thread.interrupted();
          }
          try {
            socket.send(ByteBuffer.wrap(reply.toByteArray()));
            inFlight.end();
            progress.served();
          } finally {
            if (fault != null) {
              Fault.endProcessIfFatal(fault, logger); // also where the connection is lost
            }
          }
        }
      } catch (IOException | InterruptedException e) {
        // An interrupt that is not stop()'s comes from the function's own code, of another thread.
        boolean stray = Thread.interrupted() || !(e instanceof ClosedChannelException);
        if (!stopping && stray) {
          logger.log(Level.WARNING, "channel: " + Fault.sentence(e) + "; dialling again");
        }
      }
    }
  }

  /** Waits for a request and carries it out; one that is too large gets its error, too. */
  private @Nullable Throwable next(Function function, ByteArrayOutputStream reply)
      throws IOException {
    try {
      return answer(function, socket.receive(), reply);
    } catch (FrameTooLargeException e) {
      if (!e.passedOver()) {
        throw e;
      }
      reply.reset();
      FunctionReply.error(refusal(Meta.NONE, e)).writeTo(reply);
      return null;
    }
  }

  /**
   * Carries out a request.
   *
   * @return what the function threw, if anything
   */
  private @Nullable Throwable answer(
      Function function, ByteBuffer request, ByteArrayOutputStream reply) {
    long begin = System.nanoTime();
    Meta meta = Meta.NONE;
    Throwable fault = null;
    reply.reset();
    try {
      if (reserve == null) {
        reserve = new byte[RESERVE_BYTES];
      }
      FunctionCall call = FunctionCall.parse(request);
      meta = call.meta();
      if (!inFlight.begin(request)) {
        throw new IllegalStateException(
            symbol + " is not called: this message has ended the plugin's process more than once");
      }
      call(function, call).writeTo(reply);
    } catch (Throwable thrown) {
      fault = thrown;
      reserve = null; // first of all: even to load the class Fault takes memory
      reply.reset();
      FunctionReply.error(refusal(meta, fault)).writeTo(reply);
    }
    warnIfSlow(meta, Duration.ofNanos(System.nanoTime() - begin));
    return fault;
  }

  private void warnIfSlow(Meta meta, Duration taken) {
    if (taken.compareTo(RECV_TIMEOUT) > 0) {
      log.logger(symbol, meta)
          .log(
              Level.WARNING,
              "exec took {0} ms: eKuiper waits recvTimeout, {1} ms unless configured, and then"
                  + " discards the answer",
              taken.toMillis(),
              RECV_TIMEOUT.toMillis());
    }
  }

  private FunctionReply call(Function function, FunctionCall call) throws Exception {
    return switch (call.kind()) {
      case IS_AGGREGATE -> FunctionReply.of(function.isAggregate());
      case VALIDATE -> {
        function.validate(call.arguments().size());
        yield FunctionReply.of(null);
      }
      case EXEC -> {
        CallContext context =
            new CallContext(call.meta(), call.funcId(), log.logger(symbol, call.meta()), states);
        yield FunctionReply.of(function.exec(call.arguments(), context));
      }
    };
  }

  /** The sentence that the rule's status shows; the log gets the frames where they help. */
  private String refusal(Meta meta, Throwable fault) {
    System.Logger callLogger = log.logger(symbol, meta);
    if (fault instanceof MalformedMessageException) {
      callLogger.log(Level.ERROR, "malformed request: " + fault.getMessage());
      return "malformed request: " + fault.getMessage();
    }
    if (fault instanceof IllegalArgumentException || fault instanceof FrameTooLargeException) {
      callLogger.log(Level.WARNING, Fault.sentence(fault));
    } else {
      callLogger.log(Level.WARNING, "exec", fault);
    }
    return Fault.sentence(fault);
  }
}
