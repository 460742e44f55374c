package org.jkuiper.examples.mirror;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jkuiper.host.HostedSink;
import org.jkuiper.host.PluginFault;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.testkit.PluginUnderTest;
import org.jkuiper.testkit.TestedPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorTest {
  @PluginUnderTest static final Plugin PLUGIN = Mirror.plugin();

  @Test
  void echoGivesBackWhateverItGets(TestedPlugin mirror) throws Exception {
    for (Object value : Arrays.asList(null, true, 7L, 0.5, "é", List.of(1L), Map.of("a", "b"))) {
      assertEquals(value, mirror.call("echo", value));
    }
  }

  @Test
  void echoTakesOneArgument(TestedPlugin mirror) throws Exception {
    mirror.validate("echo", 1);
    PluginFault fault = assertThrows(PluginFault.class, () -> mirror.validate("echo", 2));
    assertEquals("echo takes 1 argument, got 2", fault.getMessage());
  }

  @Test
  void randomAddsLessThanTheSeedToThePattern(TestedPlugin mirror) throws Exception {
    Map<String, Object> config =
        Map.of("interval", 1, "seed", 10, "pattern", Map.of("a", 50, "b", -5));
    for (Map<String, ?> message : mirror.source("random", config).take(50)) {
      long a = ((Number) message.get("a")).longValue();
      long b = ((Number) message.get("b")).longValue();
      assertTrue(50 <= a && a < 60 && -5 <= b && b < 5, message::toString);
    }
  }

  @Test
  void deduplicationNeverSendsAMessageTwice(TestedPlugin mirror) throws Exception {
    Map<String, Object> config =
        Map.of("interval", 1, "seed", 20, "pattern", Map.of("n", 0), "deduplicate", -1);
    Set<Object> seen = new HashSet<>(mirror.source("random", config).take(20));
    assertEquals(20, seen.size());
  }

  @Test
  void randomTellsAllThatIsWrongWithItsSettings(TestedPlugin mirror) {
    PluginFault fault =
        assertThrows(
            PluginFault.class,
            () -> mirror.source("random", Map.of("interval", "soon", "seed", 1, "patern", 1)));
    assertTrue(
        fault.getMessage().contains("3 faults: the property interval must be a duration"),
        fault::getMessage);
  }

  @Test
  void fileGetsALineAResult(TestedPlugin mirror, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("out");
    HostedSink sink = mirror.sink("file", Map.of("path", file.toString(), "requireAck", true));
    sink.send(Map.of("a", 1));
    sink.send(Map.of("a", 2));
    sink.stop();
    assertEquals(List.of("{\"a\":1}", "{\"a\":2}"), Files.readAllLines(file));
  }
}
