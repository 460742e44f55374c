package org.jkuiper.examples.pysam;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.testkit.PluginUnderTest;
import org.jkuiper.testkit.TestedPlugin;
import org.junit.jupiter.api.Test;

class PysamTest {
  @PluginUnderTest static final Plugin PLUGIN = Pysam.plugin();

  @Test
  void aMessageGoesFromSourceThroughFunctionToSink(TestedPlugin pysam) throws Exception {
    Map<String, ?> message = pysam.source("pyjson", Map.of()).take(1).get(0);
    assertEquals(2021L, message.get("value"));
    Object reversed = pysam.call("revert", message.get("name"));
    assertEquals("nosjyp", reversed);
    pysam.sink("print", Map.of("requireAck", true)).send(Map.of("eman", reversed));
  }
}
