package org.jkuiper.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.Control.PluginType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol.md, Control: the control channel; and the other messages that are as small. */
class CommandTest {
  private static Command parse(String json) throws MalformedMessageException {
    return Command.parse(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
  }

  private static Control control(String arg) throws MalformedMessageException {
    return parse(Json.text(Map.of("cmd", "start", "arg", arg))).control();
  }

  @Test
  void aStartNamesSymbolPlaceAndSettings() throws Exception {
    Command command =
        parse(
            "{\"cmd\":\"start\",\"arg\":\"{\\\"symbolName\\\":\\\"random\\\",\\\"meta\\\":{"
                + "\\\"ruleId\\\":\\\"r1\\\",\\\"opId\\\":\\\"demo\\\",\\\"instanceId\\\":1},"
                + "\\\"pluginType\\\":\\\"source\\\",\\\"dataSource\\\":\\\"topic\\\","
                + "\\\"config\\\":{\\\"interval\\\":100}}\"}");
    assertEquals(Command.Verb.START, command.verb());
    assertEquals(
        new Control(
            "random",
            new Meta("r1", "demo", 1),
            PluginType.SOURCE,
            "topic",
            Map.of("interval", 100L)),
        command.control());
    assertEquals(command, Command.start(command.arg()));
  }

  @Test
  void aFunctionsMetaIsEmpty() throws Exception {
    Control control =
        control(
            "{\"symbolName\":\"echo\",\"meta\":{\"ruleId\":\"\",\"opId\":\"\",\"instanceId\":0},"
                + "\"pluginType\":\"func\"}");
    assertEquals(new Control("echo", Meta.NONE, PluginType.FUNCTION, "", Map.of()), control);
  }

  @Test
  void ekuiper2SendsTheDataSourceAsAProperty() throws Exception {
    String source = "{\"symbolName\":\"s\",\"pluginType\":\"source\",";
    assertEquals("a/b", control(source + "\"config\":{\"datasource\":\"a/b\"}}").dataSource());
    assertEquals(
        "topic",
        control(source + "\"dataSource\":\"topic\",\"config\":{\"datasource\":\"x\"}}")
            .dataSource());
    assertEquals("", control(source + "\"config\":{\"datasource\":7}}").dataSource());
  }

  @Test
  void anAckIsRequiredWhereEkuiperWaitsForOne() {
    Map<Object, Boolean> expected = new LinkedHashMap<>();
    expected.put(true, true);
    expected.put(false, false);
    expected.put("true", false); // eKuiper refuses such a rule before we hear of it
    expected.put(1L, false);
    expected.forEach(
        (value, required) -> {
          assertEquals(required, requiresAck(Map.of("requireAck", value)));
          assertEquals(required, requiresAck(Map.of("REQUIREACK", value)));
        });
    assertFalse(requiresAck(Map.of()));
    assertFalse(requiresAck(Map.of("requireAck", false, "requireack", true)), "exact comes first");
  }

  private static boolean requiresAck(Map<String, @Nullable Object> config) {
    return new Control("s", Meta.NONE, PluginType.SINK, "", config).requiresAck();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"cmd\":\"pause\",\"arg\":\"{}\"}",
        "{\"cmd\":\"start\"}",
        "{\"cmd\":\"start\",\"arg\":{}}",
        "{\"cmd\":\"start\",\"arg\":\"\"}",
        "{\"cmd\":\"start\",\"arg\":\"{}\"}",
        "{\"cmd\":\"start\",\"arg\":\"{\\\"symbolName\\\":7}\"}",
        "{\"cmd\":\"start\",\"arg\":\"{\\\"symbolName\\\":\\\"a\\\",\\\"pluginType\\\":\\\"x\\\"}\"}"
      })
  void whatIsNoCommandIsRefused(String json) {
    assertThrows(MalformedMessageException.class, () -> parse(json));
  }

  @Test
  void anErrorNeverLooksLikeAHandshake() {
    assertFalse(Command.error("how could it").startsWith("h"));
  }

  @Test
  void theSocketsAreWhereEkuiperLooks() {
    Meta meta = new Meta("r1", "file_0", 2);
    assertEquals("ipc:///tmp/plugin_mirror.ipc", SocketNames.control("mirror"));
    assertEquals("ipc:///tmp/func_echo.ipc", SocketNames.function("echo"));
    assertEquals("ipc:///tmp/r1_file_0_2.ipc", SocketNames.data(meta));
    assertEquals("ipc:///tmp/r1_file_0_2_ack.ipc", SocketNames.ack(meta));
  }

  @Test
  void aNegativeAckIsNeverEmpty() {
    assertEquals("{}", new String(SinkAck.ok(), StandardCharsets.UTF_8));
    assertEquals("{\"error\":\"unknown\"}", new String(SinkAck.error(""), StandardCharsets.UTF_8));
  }

  @Test
  void aDescriptorIsReadWithoutJudgingIt() throws Exception {
    Descriptor descriptor =
        Descriptor.parse(
            "mirror",
            "{\"version\":\"v1.0.0\",\"language\":\"go\",\"executable\":\"mirror\","
                + "\"sources\":[\"random\"],\"sinks\":null,\"more\":1}");
    assertEquals(
        new Descriptor("mirror", "v1.0.0", "go", "mirror", List.of("random"), List.of(), List.of()),
        descriptor);
    for (String json : new String[] {"[]", "{\"version\":1}", "{\"sources\":[1]}"}) {
      assertThrows(MalformedMessageException.class, () -> Descriptor.parse("m", json));
    }
  }

  @Test
  void aSourceMessageMayHoldNulls() {
    Map<String, @Nullable Object> message = new LinkedHashMap<>();
    message.put("a", null);
    String json = new String(new SourceMessage(message, Map.of()).toJson(), StandardCharsets.UTF_8);
    assertEquals("{\"message\":{\"a\":null},\"meta\":{}}", json);
  }

  @Test
  void whatIsNotUtf8IsRefused() {
    byte[] latin = "{\"cmd\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);
    byte[] wide = "{\"cmd\":\"stop\"}".getBytes(StandardCharsets.UTF_16BE);
    for (byte[] message : List.of(latin, wide)) {
      MalformedMessageException refusal =
          assertThrows(
              MalformedMessageException.class, () -> Command.parse(ByteBuffer.wrap(message)));
      assertTrue(refusal.getMessage().startsWith("not JSON: "), refusal.getMessage());
    }
  }

  @Test
  void whatIsWrittenReadsTheSame() throws Exception {
    Control source =
        new Control(
            "random", new Meta("r<1>", "op", 2), PluginType.SOURCE, "x", Map.of("n", 1L, "b", "ü"));
    Command start = Command.of(Command.Verb.START, source);
    assertEquals(start, Command.parse(ByteBuffer.wrap(start.toJson())));
    assertEquals(source, start.control());
    Command stop =
        Command.of(
            Command.Verb.STOP, new Control("f", Meta.NONE, PluginType.FUNCTION, "", Map.of()));
    assertEquals(stop, Command.parse(ByteBuffer.wrap(stop.toJson())));
    SourceMessage message = new SourceMessage(Map.of("a", 1L), Map.of("topic", "t"));
    assertEquals(message, SourceMessage.parse(message.toJson()));
    assertEquals("", SinkAck.errorOf(SinkAck.ok()));
    assertEquals("why", SinkAck.errorOf(SinkAck.error("why")));
  }
}
