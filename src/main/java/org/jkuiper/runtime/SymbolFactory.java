package org.jkuiper.runtime;

import java.util.Map;
import java.util.function.Supplier;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.plugin.Sink;
import org.jkuiper.plugin.Source;
import org.jspecify.annotations.Nullable;

/**
 * Makes the author's object of one symbol.
 *
 * @param kind {@code function}, {@code source} or {@code sink}, for messages
 * @param symbol the name that rules and streams call it by
 * @param supplier what the author gave to the {@link Plugin}
 */
record SymbolFactory<T>(String kind, String symbol, Supplier<? extends T> supplier) {

  /**
   * @throws StartException if the plugin has no such function
   */
  static SymbolFactory<Function> function(Plugin plugin, String symbol) throws StartException {
    return find("function", symbol, plugin.functions(), plugin);
  }

  /**
   * @throws StartException if the plugin has no such source
   */
  static SymbolFactory<Source> source(Plugin plugin, String symbol) throws StartException {
    return find("source", symbol, plugin.sources(), plugin);
  }

  /**
   * @throws StartException if the plugin has no such sink
   */
  static SymbolFactory<Sink> sink(Plugin plugin, String symbol) throws StartException {
    return find("sink", symbol, plugin.sinks(), plugin);
  }

  private static <T> SymbolFactory<T> find(
      String kind, String symbol, Map<String, Supplier<? extends T>> symbols, Plugin plugin)
      throws StartException {
    @Nullable Supplier<? extends T> supplier = symbols.get(symbol);
    if (supplier == null) {
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
    return new SymbolFactory<>(kind, symbol, supplier);
  }

  /**
   * @throws StartException if the author's code throws
   */
  T make() throws StartException {
    try {
      return supplier.get();
    } catch (RuntimeException | LinkageError e) {
      throw new StartException(kind + " " + symbol, "cannot be made", e);
    }
  }
}
