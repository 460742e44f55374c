package org.jkuiper.runtime;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.plugin.Sink;
import org.jkuiper.plugin.Source;
import org.jkuiper.protocol.Command;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.Control.PluginType;
import org.jkuiper.protocol.MalformedMessageException;
import org.jkuiper.protocol.Meta;

/** The symbols at work: starts and stops them as eKuiper tells, and again after a restart. */
final class Symbols {
  private static final long MIN_RETRY_MILLIS = 1_000;
  private static final long MAX_RETRY_MILLIS = 30_000;

  private record Running(String arg, SymbolRuntime runtime) {}

  private final Plugin plugin;
  private final EventLog log;
  private final System.Logger logger;
  private final Journal journal;
  private final InFlight inFlight;
  private final Progress progress;

  /** Those too that are being started: what has opened half must close at the end as well. */
  private final Map<SymbolKey, Running> running = new ConcurrentHashMap<>();

  private volatile boolean ending;

  Symbols(Plugin plugin, EventLog log, Launcher launcher) {
    this.plugin = plugin;
    this.log = log;
    this.logger = log.logger("", Meta.NONE);
    this.journal = new Journal(launcher, logger);
    this.inFlight = new InFlight(launcher, logger);
    this.progress = new Progress(launcher);
  }

  /**
   * Takes up the work of the process before this one. Functions: eKuiper repeats at most the start
   * of the one that it started last, since all share one key, so we attach to every channel of ours
   * that listens. Sources and sinks: from the journal. What does not open now is tried again, with
   * growing pauses: nobody else will.
   */
  void resume() throws InterruptedException {
    progress.greeted();
    if (!resumeAll()) {
      Thread retry = new Thread(this::retryResume, "resume");
      retry.setDaemon(true);
      retry.start();
    }
  }

  private void retryResume() {
    try {
      long pause = MIN_RETRY_MILLIS;
      do {
        Thread.sleep(pause);
        pause = Math.min(2 * pause, MAX_RETRY_MILLIS);
      } while (!resumeAll());
    } catch (InterruptedException e) {
      logger.log(Level.WARNING, "what did not open again stays closed", e);
    }
  }

  /** Returns whether nothing is left to be tried again. */
  private synchronized boolean resumeAll() throws InterruptedException {
    boolean all = true;
    for (String function : plugin.functions().keySet()) {
      try {
        attach(function);
      } catch (StartException | RuntimeException | Error e) {
        logger.log(Level.ERROR, "cannot attach; trying again: " + Fault.sentence(e));
        Fault.endProcessIfFatal(e, logger);
        all = false;
      }
    }
    for (String arg : journal.active()) {
      try {
        startOrReplace(Command.start(arg), true);
      } catch (StartException | MalformedMessageException | RuntimeException | Error e) {
        logger.log(Level.ERROR, "cannot reopen; trying again: " + Fault.sentence(e));
        Fault.endProcessIfFatal(e, logger);
        all = false;
      }
    }
    return all;
  }

  private void attach(String symbol) throws StartException, InterruptedException {
    SymbolKey key = SymbolKey.function(symbol);
    if (!running.containsKey(key)) {
      FunctionRuntime runtime = function(symbol);
      if (runtime.attach()) {
        running.put(key, new Running("", runtime));
        logger.log(Level.INFO, "function " + symbol + " attached to eKuiper's open channel");
      }
    }
  }

  /** Starts a symbol; one that runs already with the same settings is left alone. */
  synchronized void start(Command command) throws StartException, InterruptedException {
    startOrReplace(command, false);
  }

  /** A source or sink that runs with other settings is stopped first. */
  private void startOrReplace(Command command, boolean again)
      throws StartException, InterruptedException {
    SymbolKey key = SymbolKey.of(command.control());
    Running before = running.get(key);
    if (before != null) {
      if (key.type() == PluginType.FUNCTION || before.arg().equals(command.arg())) {
        return;
      }
      running.remove(key);
      journal.stopped(before.arg());
      before.runtime().stop();
    }
    open(key, new Running(command.arg(), runtime(command.control(), again)));
    if (key.type() != PluginType.FUNCTION) {
      journal.started(command.arg());
    }
    log.logger(key.symbolName(), key.meta())
        .log(Level.INFO, key.type() + (again ? " reopened" : " started"));
  }

  private void open(SymbolKey key, Running symbol) throws StartException, InterruptedException {
    boolean opened = false;
    running.put(key, symbol);
    try {
      if (ending) { // looked at once stopAll can see the symbol: one of us two sees the other
        throw new StartException(key.type() + " " + key.symbolName() + ": the plugin is ending");
      }
      symbol.runtime().start();
      opened = true;
    } finally {
      if (!opened) {
        running.remove(key, symbol);
      }
    }
  }

  /** Stops a symbol; one that does not run is stopped already. */
  synchronized void stop(Command command) throws InterruptedException {
    SymbolKey key = SymbolKey.of(command.control());
    Running was = running.remove(key);
    journal.stopped(was == null ? command.arg() : was.arg());
    if (was != null) {
      was.runtime().stop();
      log.logger(key.symbolName(), key.meta()).log(Level.INFO, key.type() + " stopped");
    }
  }

  /**
   * Stops all of them at once, at the end of the process; beside a start that hangs if need be.
   * None starts any more.
   */
  void stopAll() {
    ending = true;
    List<Thread> stops = new ArrayList<>();
    running.forEach((key, symbol) -> stops.add(stopper(key, symbol.runtime())));
    running.clear();
    try {
      for (Thread stop : stops) {
        stop.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread stopper(SymbolKey key, SymbolRuntime runtime) {
    Thread thread =
        new Thread(
            () -> {
              try {
                runtime.stop();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "stop-" + key.symbolName());
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private SymbolRuntime runtime(Control control, boolean again) throws StartException {
    String symbol = control.symbolName();
    return switch (control.pluginType()) {
      case FUNCTION -> function(symbol);
      case SOURCE -> {
        Source source = SymbolFactory.source(plugin, symbol).make();
        yield new SourceRuntime(source, control, progress, log.logger(symbol, control.meta()));
      }
      case SINK -> {
        Sink sink = SymbolFactory.sink(plugin, symbol).make();
        yield new SinkRuntime(
            sink, control, again, inFlight, progress, log.logger(symbol, control.meta()));
      }
    };
  }

  private FunctionRuntime function(String symbol) throws StartException {
    SymbolFactory<Function> factory = SymbolFactory.function(plugin, symbol);
    return new FunctionRuntime(factory, inFlight.slot("function " + symbol), progress, log);
  }
}
