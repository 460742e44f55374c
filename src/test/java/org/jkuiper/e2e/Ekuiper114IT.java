package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.jkuiper.host.EkuiperVersion;
import org.jkuiper.host.Host;
import org.jkuiper.host.HostOptions;
import org.jkuiper.host.HostedFunction;
import org.jkuiper.host.HostedSink;
import org.jkuiper.host.HostedSource;
import org.jkuiper.host.PluginFault;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples' zips on eKuiper 1.14. The Go module proxy serves none, so our host plays it. */
class Ekuiper114IT {
  private static final HostOptions LIKE_1_14 =
      HostOptions.DEFAULT.withVersion(EkuiperVersion.V1_14);

  private static final int INTERVAL_MS = 200;

  /** An example, a call of its function and the answer, its source and its sink. */
  record Example(
      String plugin,
      String function,
      String argument,
      String answer,
      String source,
      Map<String, ?> sourceConfig,
      String sink) {

    HostedSource open(Host host) throws Exception {
      return host.source(source, "x", sourceConfig);
    }
  }

  static List<Example> examples() {
    Map<String, ?> random =
        Map.of("interval", INTERVAL_MS, "seed", 50, "pattern", Map.of("count", 50));
    return List.of(
        new Example("mirror", "echo", "pyjson", "pyjson", "random", random, "file"),
        new Example("pysam", "revert", "pyjson", "nosjyp", "pyjson", Map.of(), "print"));
  }

  @ParameterizedTest
  @MethodSource("examples")
  @Timeout(120)
  void allSymbolsServeBeforeAndAfterASupervisedRestart(Example example) throws Exception {
    try (Host host = Host.install(ExampleZip.build(example.plugin()), LIKE_1_14)) {
      HostedFunction function = host.function(example.function());
      function.validate(1);
      long started = System.nanoTime();
      HostedSource source = example.open(host);
      HostedSink sink = host.sink(example.sink(), Map.of("requireAck", true));
      assertEquals(example.answer(), function.exec(example.argument()));
      assertEquals(2, source.take(2).size());
      sink.send(Map.of("n", 1));

      killJvm(host);

      assertEquals(example.answer(), function.exec(example.argument()));
      int emittedBefore = (int) ((System.nanoTime() - started) / 1_000_000 / INTERVAL_MS);
      assertEquals(emittedBefore + 3, source.take(emittedBefore + 3).size());
      sink.send(Map.of("n", 2));

      PluginFault fault = assertThrows(PluginFault.class, () -> example.open(host));
      assertEquals("receive error: handshake", fault.getMessage());
      HostedSource another = example.open(host);
      assertEquals(2, another.take(2).size());
      another.stop();
      source.stop();
      sink.stop();
    }
  }

  private static void killJvm(Host host) {
    host.process()
        .orElseThrow()
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .forEach(ProcessHandle::destroyForcibly);
  }
}
