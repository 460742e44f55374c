package org.jkuiper.plugin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Supplier;

/**
 * A portable plugin: a name and its symbols (sources, sinks, functions), each under the name that
 * rules and streams call it by.
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   Plugin.named("mirror")
 *       .source("random", RandomSource::new)
 *       .sink("file", FileSink::new)
 *       .function("echo", Echo::new)
 *       .run(args);
 * }
 * }</pre>
 *
 * <p>The name and the symbols must be those of the descriptor ({@code mirror.json}) in the zip;
 * where they differ, the log says so at the start. Immutable once built; safe for use from any
 * thread. Names have 1 to 80 letters, digits, {@code _} and {@code -}.
 *
 * @param name the plugin's name, as in {@code {name}.json}
 * @param sources a factory for each source; called once for each instance that a rule opens
 * @param sinks a factory for each sink; called once for each instance that a rule opens
 * @param functions a factory for each function; called once, for all rules share one function
 */
public record Plugin(
    String name,
    Map<String, Supplier<? extends Source>> sources,
    Map<String, Supplier<? extends Sink>> sinks,
    Map<String, Supplier<? extends Function>> functions) {

  public Plugin {
    checkName(name);
    sources = Map.copyOf(sources);
    sinks = Map.copyOf(sinks);
    functions = Map.copyOf(functions);
    sources.keySet().forEach(Plugin::checkName);
    sinks.keySet().forEach(Plugin::checkName);
    functions.keySet().forEach(Plugin::checkName);
  }

  /** eKuiper makes file names of them, of at most 107 bytes with {@code /tmp/plugin_} and all. */
  private static void checkName(String name) {
    if (!name.matches("[A-Za-z0-9_-]{1,80}")) {
      throw new IllegalArgumentException(
          "a name has 1 to 80 letters, digits, _ and -, not \"" + name + '"');
    }
  }

  /** Starts the description of a plugin. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /**
   * Serves this plugin to eKuiper until the process is ended. Does not return in normal service.
   *
   * @param args the arguments of {@code main}, as eKuiper passed them
   * @throws IllegalStateException if no {@link PluginRunner} is on the class path
   */
  public void run(String[] args) {
    ServiceLoader.load(PluginRunner.class)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException("no jkuiper runtime on the class path: add jkuiper.jar"))
        .run(this, args);
  }

  /** Collects the symbols of a plugin. Not safe for use by several threads. */
  public static final class Builder {
    private final String name;
    private final Map<String, Supplier<? extends Source>> sources = new LinkedHashMap<>();
    private final Map<String, Supplier<? extends Sink>> sinks = new LinkedHashMap<>();
    private final Map<String, Supplier<? extends Function>> functions = new LinkedHashMap<>();

    private Builder(String name) {
      this.name = Objects.requireNonNull(name, "name");
    }

    /**
     * Adds a source.
     *
     * @throws IllegalArgumentException if a source of that name is there already
     */
    public Builder source(String symbol, Supplier<? extends Source> factory) {
      return add(sources, "source", symbol, factory);
    }

    /**
     * Adds a sink.
     *
     * @throws IllegalArgumentException if a sink of that name is there already
     */
    public Builder sink(String symbol, Supplier<? extends Sink> factory) {
      return add(sinks, "sink", symbol, factory);
    }

    /**
     * Adds a function.
     *
     * @throws IllegalArgumentException if a function of that name is there already
     */
    public Builder function(String symbol, Supplier<? extends Function> factory) {
      return add(functions, "function", symbol, factory);
    }

    private <T> Builder add(
        Map<String, Supplier<? extends T>> symbols,
        String kind,
        String symbol,
        Supplier<? extends T> factory) {
      Objects.requireNonNull(factory, kind + " " + symbol);
      if (symbols.putIfAbsent(symbol, factory) != null) {
        throw new IllegalArgumentException("the " + kind + " " + symbol + " is there twice");
      }
      return this;
    }

    /** The plugin as described so far. */
    public Plugin build() {
      return new Plugin(name, sources, sinks, functions);
    }

    /** {@link #build() Builds} the plugin and {@link Plugin#run runs} it. */
    public void run(String[] args) {
      build().run(args);
    }
  }
}
