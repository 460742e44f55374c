package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jkuiper.protocol.Json;
import org.junit.jupiter.api.Test;

/** eKuiper's Go sample, in Java, with its symbols and properties. */
class MirrorIT extends ExampleLife {
  MirrorIT() {
    super(
        new Example(
            "mirror",
            "random",
            "file",
            "echo",
            "CONF_KEY=\"fast\"",
            "echo(count) AS n",
            "nop", // file would be eKuiper's own
            1));
  }

  @Test
  void whoUsesTheSdkAloneGetsJacksonAndNothingNative() throws Exception {
    try (ZipFile file = new ZipFile(zip.toFile())) {
      List<String> jars =
          file.stream().map(ZipEntry::getName).filter(name -> name.endsWith(".jar")).toList();
      assertEquals(3, jars.size(), jars::toString);
      for (String library : List.of("jackson-core-", "jkuiper-", "mirror-")) {
        assertTrue(jars.stream().anyMatch(jar -> jar.startsWith("lib/" + library)), jars::toString);
      }
    }
    assertTrue(Files.size(zip) < 2_000_000);
  }

  private void stream(String name, String options) throws Exception {
    kuiperd.createStream(
        "CREATE STREAM " + name + " () WITH (TYPE=\"random\", FORMAT=\"json\"" + options + ")");
  }

  @Test
  void randomNumbersAreEchoedIntoMqtt() throws Exception {
    stream("fast", ", CONF_KEY=\"fast\"");
    try (Mqtt rows = Mqtt.connect(broker, "echoed")) {
      String sql = "SELECT echo(count) AS n, echo(\"é\\\"\") AS t, echo(missing) AS m FROM fast";
      kuiperd.expect(201, "POST", "/rules", Kuiperd.rule("echoed", sql, broker, "echoed"));
      for (int i = 0; i < 100; i++) {
        Map<String, ?> row = Json.readObject(rows.next(LIMIT));
        long n = ((Number) row.get("n")).longValue();
        assertTrue(50 <= n && n < 100, row::toString);
        assertEquals("é\"", row.get("t"));
      }
    }
    RuleStatus status = RuleStatus.of(kuiperd, "echoed");
    assertTrue(status.number("source_fast_0_records_out_total") >= 100, status::toString);
    assertEquals(0, status.exceptions(), status::toString);
    kuiperd.expect(200, "DELETE", "/rules/echoed", "");
  }

  @Test
  void deduplicationKeepsTheNumbersApart() throws Exception {
    kuiperd.expect(
        200,
        "PUT",
        "/metadata/sources/random/confKeys/ten",
        "{\"interval\":5,\"seed\":10,\"pattern\":{\"count\":0},\"deduplicate\":-1}");
    stream("ten", ", CONF_KEY=\"ten\"");
    try (Mqtt rows = Mqtt.connect(broker, "ten")) {
      kuiperd.expect(
          201, "POST", "/rules", Kuiperd.rule("ten", "SELECT count FROM ten", broker, "ten"));
      Set<Object> seen = new HashSet<>();
      while (seen.size() < 9) { // eKuiper may drop one that is close on another's heels
        Object count = Json.readObject(rows.next(LIMIT)).get("count");
        assertTrue(seen.add(String.valueOf(count)), () -> count + " came twice");
      }
    }
    kuiperd.expect(200, "DELETE", "/rules/ten", "");
  }

  @Test
  void settingsThatAreWrongStopTheRuleWithAllTheirFaultsInTheLog() throws Exception {
    kuiperd.expect(
        200,
        "PUT",
        "/metadata/sources/random/confKeys/wrong",
        "{\"interval\":100,\"seed\":\"many\",\"deduplicat\":1}");
    stream("wrong", ", CONF_KEY=\"wrong\"");
    kuiperd.expect(
        201, "POST", "/rules", Kuiperd.rule("wrong", "SELECT * FROM wrong", broker, "wrong"));
    // eKuiper 2.4.2 tells the reason in its log alone (runTopo of internal/topo/rule/action.go).
    Eventually.holds(
        LIMIT,
        () -> told("/rules/wrong/status").contains("stopped by error"),
        () -> story("wrong"));
    String log = kuiperd.log();
    assertTrue(
        log.contains(
            "closing Rule for error: receive error: error: source random: configure: 2 faults: the"
                + " property seed must be a whole number, got \\\"many\\\"; the property deduplicat is"
                + " unknown; known are interval, seed, pattern, deduplicate"),
        log);
  }

  @Test
  void severalRulesShareOneProcess() throws Exception {
    stream("shared1", ", CONF_KEY=\"fast\"");
    stream("shared2", ", CONF_KEY=\"fast\"");
    String[] rules = {"several1", "several2", "several3"};
    for (String rule : rules) {
      String stream = rule.equals("several1") ? "shared1" : "shared2";
      String sql = "SELECT echo(count) AS n FROM " + stream;
      kuiperd.expect(201, "POST", "/rules", Kuiperd.rule(rule, sql, broker, rule));
    }
    for (String rule : rules) {
      Eventually.holds(
          LIMIT,
          () -> RuleStatus.above(kuiperd, rule, "sink_mqtt_0_0_records_out_total", 20),
          () -> story(rule));
      assertEquals(0, RuleStatus.of(kuiperd, rule).exceptions());
    }
    assertEquals(1, kuiperd.jvms().size());
    for (String rule : rules) {
      kuiperd.expect(200, "DELETE", "/rules/" + rule, "");
    }
  }

  @Test
  void ekuiper2TakesItsOwnFileSinkInPlaceOfThePlugins() throws Exception {
    stream("filed", ", CONF_KEY=\"fast\"");
    Map<String, ?> rows = Map.of("path", "rows", "interval", 100, "sendSingle", true);
    String rule = Kuiperd.rule("filed", "SELECT count FROM filed", Map.of("file", rows));
    kuiperd.expect(201, "POST", "/rules", rule);
    Eventually.holds(
        LIMIT,
        () -> RuleStatus.above(kuiperd, "filed", "sink_file_0_0_records_out_total", 5),
        () -> story("filed"));
    assertEquals(0, RuleStatus.of(kuiperd, "filed").exceptions());
    assertTrue(
        kuiperd.get("/plugins/portables/mirror/status").contains("\"filed\":1"),
        "the source alone is the plugin's");
    kuiperd.expect(200, "DELETE", "/rules/filed", "");
  }
}
