package {{package}};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jkuiper.host.HostedSink;
import org.jkuiper.host.PluginFault;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.testkit.PluginUnderTest;
import org.jkuiper.testkit.TestedPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class {{symbolClass}}Test {
  @PluginUnderTest static final Plugin PLUGIN = {{class}}.plugin();

  @Test
  void appendsEachResult(TestedPlugin plugin, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("results");
    HostedSink sink = plugin.sink("{{symbol}}", Map.of("path", file.toString()));
    sink.send(Map.of("temperature", 20));
    sink.send(Map.of("temperature", 21));
    sink.stop();
    assertEquals(
        List.of("{\"temperature\":20}", "{\"temperature\":21}"), Files.readAllLines(file));
  }

  @Test
  void needsAPath(TestedPlugin plugin) {
    assertThrows(PluginFault.class, () -> plugin.sink("{{symbol}}", Map.of()));
  }
}
