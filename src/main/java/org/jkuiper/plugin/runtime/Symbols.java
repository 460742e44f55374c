package org.jkuiper.plugin.runtime;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.plugin.Sink;
import org.jkuiper.plugin.Source;
import org.jkuiper.protocol.Command;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.Control.PluginType;
import org.jkuiper.protocol.MalformedMessageException;
import org.jkuiper.protocol.Meta;
import org.jspecify.annotations.Nullable;

/** The symbols at work: starts and stops them as eKuiper tells, and again after a restart. */
final class Symbols {
  private record Key(PluginType type, String symbolName, Meta meta) {
    static Key of(Control control) {
      boolean shared = control.pluginType() == PluginType.FUNCTION;
      return new Key(
          control.pluginType(), control.symbolName(), shared ? Meta.NONE : control.meta());
    }
  }

  private record Running(String arg, SymbolRuntime runtime) {}

  private final Plugin plugin;
  private final EventLog log;
  private final System.Logger logger;
  private final Journal journal;
  private final InFlight inFlight;
  private final Served served;
  private final Map<Key, Running> running = new LinkedHashMap<>();

  Symbols(Plugin plugin, EventLog log, Launcher launcher) {
    this.plugin = plugin;
    this.log = log;
    this.logger = log.logger("", Meta.NONE);
    this.journal = new Journal(launcher, logger);
    this.inFlight = new InFlight(launcher, plugin.functions().keySet(), logger);
    this.served = new Served(launcher);
  }

  /**
   * Takes up the work of the process before this one. Functions: eKuiper repeats at most the start
   * of the one that it started last, since all share one key, so we attach to every channel of ours
   * that listens. Sources and sinks: from the journal.
   */
  synchronized void resume() throws InterruptedException {
    for (Map.Entry<String, Supplier<? extends Function>> function : plugin.functions().entrySet()) {
      String symbol = function.getKey();
      FunctionRuntime runtime = function(symbol, function.getValue());
      try {
        if (runtime.attach()) {
          running.put(new Key(PluginType.FUNCTION, symbol, Meta.NONE), new Running("", runtime));
          logger.log(Level.INFO, "function " + symbol + " attached to eKuiper's open channel");
        }
      } catch (StartException e) {
        logger.log(Level.ERROR, "cannot attach: " + e.getMessage());
      }
    }
    for (String arg : journal.active()) {
      try {
        start(Command.start(arg));
      } catch (StartException | MalformedMessageException e) {
        logger.log(Level.ERROR, "cannot reopen: " + e.getMessage());
      }
    }
  }

  /** Starts a symbol; one that runs already with the same settings is left alone. */
  synchronized void start(Command command) throws StartException, InterruptedException {
    Key key = Key.of(command.control());
    Running before = running.get(key);
    if (before != null) {
      if (key.type() == PluginType.FUNCTION || before.arg().equals(command.arg())) {
        return;
      }
      running.remove(key);
      journal.stopped(before.arg());
      before.runtime().stop();
    }
    SymbolRuntime runtime = runtime(command.control());
    runtime.start();
    running.put(key, new Running(command.arg(), runtime));
    if (key.type() != PluginType.FUNCTION) {
      journal.started(command.arg());
    }
    log.logger(key.symbolName(), key.meta()).log(Level.INFO, key.type() + " started");
  }

  /** Stops a symbol; one that does not run is stopped already. */
  synchronized void stop(Command command) throws InterruptedException {
    Key key = Key.of(command.control());
    Running was = running.remove(key);
    if (was != null) {
      journal.stopped(was.arg());
      was.runtime().stop();
      log.logger(key.symbolName(), key.meta()).log(Level.INFO, key.type() + " stopped");
    }
  }

  /** Stops all of them, at the end of the process. */
  synchronized void stopAll() {
    List<Running> all = new ArrayList<>(running.values());
    running.clear();
    for (Running symbol : all) {
      try {
        symbol.runtime().stop();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private SymbolRuntime runtime(Control control) throws StartException {
    String symbol = control.symbolName();
    return switch (control.pluginType()) {
      case FUNCTION -> function(symbol, known("function", symbol, plugin.functions()));
      case SOURCE -> {
        Source source = make("source", symbol, known("source", symbol, plugin.sources()));
        yield new SourceRuntime(source, control, log.logger(symbol, control.meta()));
      }
      case SINK -> {
        Sink sink = make("sink", symbol, known("sink", symbol, plugin.sinks()));
        yield new SinkRuntime(sink, control, log.logger(symbol, control.meta()));
      }
    };
  }

  private FunctionRuntime function(String symbol, Supplier<? extends Function> factory) {
    return new FunctionRuntime(symbol, factory, inFlight.slot(symbol), served, log);
  }

  private <T> Supplier<? extends T> known(
      String kind, String symbol, Map<String, Supplier<? extends T>> symbols)
      throws StartException {
    @Nullable Supplier<? extends T> factory = symbols.get(symbol);
    if (factory == null) {
      throw new StartException(
          "the plugin "
              + plugin.name()
              + " has no "
              + kind
              + " "
              + symbol
              + ", though its descriptor may name it; it has "
              + symbols.keySet());
    }
    return factory;
  }

  static <T> T make(String kind, String symbol, Supplier<? extends T> factory)
      throws StartException {
    try {
      return factory.get();
    } catch (RuntimeException | LinkageError e) {
      throw new StartException(kind + " " + symbol, "cannot be made", e);
    }
  }
}
