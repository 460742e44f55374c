package org.jkuiper.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jkuiper.host.HostException;
import org.jkuiper.host.HostedSink;
import org.jkuiper.host.PluginFault;
import org.jkuiper.host.Sample;
import org.jkuiper.plugin.Plugin;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class InProcessPluginTest {
  @PluginUnderTest static final Plugin PLUGIN = Sample.plugin("jkinproc");

  @Test
  void aFunctionAnswersWithItsResult(TestedPlugin plugin) throws Exception {
    assertEquals("hallo <&>\u2028 ü", plugin.call("jkinprocEcho", "hallo <&>\u2028 ü"));
    assertEquals(
        List.of(1L, 2.5, Map.of("a", true)),
        plugin.call("jkinprocEcho", List.of(1, 2.5, Map.of("a", true))));
  }

  @Test
  void aNumberWithoutFractionArrivesAsGoSendsIt(TestedPlugin plugin) throws Exception {
    assertEquals(20L, plugin.call("jkinprocEcho", 20.0));
  }

  @Test
  void binaryArrivesAsBase64(TestedPlugin plugin) throws Exception {
    byte[] picture = {1, 2, 3, -1};
    Object base64 = plugin.call("jkinprocEcho", (Object) picture);
    assertArrayEquals(picture, Base64.getDecoder().decode((String) base64));
  }

  @Test
  void aThrowBecomesAFaultWithItsSentence(TestedPlugin plugin) {
    PluginFault fault = assertThrows(PluginFault.class, () -> plugin.call("jkinprocEcho", "fail"));
    assertEquals("told to fail", fault.getMessage());
  }

  @Test
  void validateRefusesAWrongNumberOfArguments(TestedPlugin plugin) throws Exception {
    plugin.validate("jkinprocEcho", 1);
    PluginFault fault = assertThrows(PluginFault.class, () -> plugin.validate("jkinprocEcho", 2));
    assertEquals("echo takes one argument, got 2", fault.getMessage());
    assertFalse(plugin.isAggregate("jkinprocEcho"));
  }

  @Test
  void anUnknownFunctionIsRefusedWithThoseThatAreThere(TestedPlugin plugin) {
    HostException refusal = assertThrows(HostException.class, () -> plugin.call("nope"));
    assertTrue(
        refusal.getMessage().startsWith("function nope not found: the plugin jkinproc has jkin"),
        refusal.getMessage());
  }

  @Test
  void aSourceSendsItsMessagesInOrder(TestedPlugin plugin) throws Exception {
    var messages = plugin.source("jkinprocCount", "here", Map.of("from", 7)).take(3);
    assertEquals(
        List.of(
            Map.of("count", 7L, "topic", "here"),
            Map.of("count", 8L, "topic", "here"),
            Map.of("count", 9L, "topic", "here")),
        messages);
  }

  @Test
  void aSourceRefusesItsConfiguration(TestedPlugin plugin) {
    PluginFault fault =
        assertThrows(PluginFault.class, () -> plugin.source("jkinprocCount", Map.of()));
    assertEquals(
        "receive error: error: source jkinprocCount: configure: the property from is missing",
        fault.getMessage());
  }

  @Test
  void aSinkTakesAllBeforeItStops(TestedPlugin plugin, @TempDir Path folder) throws Exception {
    Path file = folder.resolve("out");
    HostedSink sink = plugin.sink("jkinprocFile", Map.of("path", file.toString()));
    for (int i = 0; i < 100; i++) {
      sink.send(Map.of("b", i, "a", "x"));
    }
    sink.stop();
    List<String> lines = Files.readAllLines(file);
    assertEquals(100, lines.size());
    assertEquals("{\"a\":\"x\",\"b\":99}", lines.get(99));
  }

  @Test
  void aSinkThatMustAcknowledgeSaysWhatFailed(TestedPlugin plugin, @TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("out");
    HostedSink sink =
        plugin.sink("jkinprocFile", Map.of("path", file.toString(), "requireAck", true));
    sink.send(Map.of("a", 1));
    PluginFault fault = assertThrows(PluginFault.class, () -> sink.send(Map.of("a", "poison")));
    assertEquals("poisoned", fault.getMessage());
    sink.send(Map.of("a", 2));
    assertEquals(List.of("{\"a\":1}", "{\"a\":2}"), Files.readAllLines(file));
  }

  @Nested
  class WithinAnotherClass {
    @Test
    void thePluginOfTheOuterOneServes(TestedPlugin plugin) throws Exception {
      assertEquals("x", plugin.call("jkinprocEcho", "x"));
    }
  }
}
