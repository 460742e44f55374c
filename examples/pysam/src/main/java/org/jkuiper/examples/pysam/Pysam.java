package org.jkuiper.examples.pysam;

import java.lang.System.Logger.Level;
import java.util.Map;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.plugin.Sink;
import org.jkuiper.plugin.Source;
import org.jkuiper.plugin.SourceContext;

/** eKuiper's Python sample, symbol for symbol: how short a plugin can be. */
public final class Pysam {
  private static final Map<String, Object> DATA = Map.of("name", "pyjson", "value", 2021);

  private Pysam() {}

  static Plugin plugin() {
    Source pyjson = Pysam::emit;
    Sink print = (message, context) -> context.logger().log(Level.INFO, message.text());
    return Plugin.named("pysam")
        .source("pyjson", () -> pyjson)
        .sink("print", () -> print)
        .function("revert", () -> (arguments, context) -> reversed(arguments.string(0)))
        .build();
  }

  public static void main(String[] args) {
    plugin().run(args);
  }

  private static void emit(SourceContext context) throws InterruptedException {
    while (!context.isCancelled()) {
      context.emit(DATA);
      Thread.sleep(200);
    }
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }
}
