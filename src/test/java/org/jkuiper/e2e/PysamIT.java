package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jkuiper.protocol.Json;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What eKuiper runs against its own Python sample ({@code fvt/portable_test.go}, {@code TestLC}),
 * against ours, step by step; then the same rule stopped and started again and again.
 */
@Timeout(300)
@ParameterizedClass
@MethodSource("versions")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PysamIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String OUT = "sink_print_0_0_records_out_total";
  private static final String RULE =
      """
      {"id":"rulePort1","sql":"SELECT revert(name) AS eman, value FROM pyjsonStream",
       "actions":[{"print":{"requireAck":true}}]}
      """;

  private static Mosquitto broker;
  private static Kuiperd kuiperd;
  private static Path zip;

  static List<String> versions() {
    return OlderKuiperdIT.canBeBuilt() ? List.of("2.4.2", "2.4.0") : List.of("2.4.2");
  }

  @Parameter String version = "";

  @BeforeParameterizedClassInvocation
  static void start(String version, @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws Exception {
    zip = ExampleZip.build("pysam");
    broker = Mosquitto.start(folder);
    String home =
        version.equals("2.4.2")
            ? Kuiperd.home("tools/kuiperd/get")
            : Kuiperd.home("tools/kuiperd/build", version);
    kuiperd = Kuiperd.start(folder.resolve(version), broker, home, Map.of());
  }

  @AfterParameterizedClassInvocation
  static void takeDown() throws Exception {
    kuiperd.close();
    broker.close();
  }

  @Test
  @Order(1)
  void aRuleWithoutThePluginIsRefused() throws Exception {
    kuiperd.createStream(
        "CREATE STREAM pyjsonStream () WITH (TYPE=\"pyjson\", FORMAT=\"json\",DATASOURCE=\"x\")");
    kuiperd.expect(400, "POST", "/rules", RULE);
  }

  @Test
  @Order(2)
  void itInstallsAndIsDescribed() throws Exception {
    kuiperd.install("pysam", zip);
    String all = kuiperd.get("/plugins/portables");
    Map<String, ?> described =
        Json.readObject(all.substring(1, all.length() - 1)); // a list of this one
    assertEquals("pysam", described.get("name"));
    assertEquals("v1.0.0", described.get("version"));
    assertEquals(List.of("pyjson"), described.get("sources"));
    assertEquals(List.of("print"), described.get("sinks"));
    assertEquals(List.of("revert"), described.get("functions"));
    assertEquals(
        Json.readObject(kuiperd.get("/plugins/portables/pysam")).get("functions"),
        List.of("revert"));
    // What eKuiper's manager shows.
    assertTrue(kuiperd.get("/metadata/sources/pyjson").contains("JSON generator"));
    assertTrue(kuiperd.get("/metadata/sinks/print").contains("Writes each result to the log"));
  }

  @Test
  @Order(3)
  void theRuleRunsFromSourceThroughFunctionToSink() throws Exception {
    kuiperd.expect(201, "POST", "/rules", RULE);
    Eventually.holds(LIMIT, PysamIT::flows, PysamIT::story);
    RuleStatus status = RuleStatus.of(kuiperd, "rulePort1");
    assertEquals(0, status.exceptions(), status::toString);
    assertEquals("", status.figures().get("source_pyjsonStream_0_last_exception"));
    assertTrue(
        kuiperd.log().contains("symbol=print: [{\"eman\":\"nosjyp\",\"value\":2021}]"),
        PysamIT::story);
  }

  @Test
  @Order(4)
  void thePluginsStatusCountsWhatTheRuleUses() throws Exception {
    assertRunsForTheRule();
  }

  @Test
  @Order(5)
  void anUpdateBringsTheRuleBackToLife() throws Exception {
    List<Long> before = pids();
    kuiperd.expect(200, "PUT", "/plugins/portables/pysam", Kuiperd.pluginAt("pysam", zip));
    assertRunsForTheRule();
    long out = RuleStatus.of(kuiperd, "rulePort1").number(OUT);
    Eventually.holds(
        LIMIT, () -> RuleStatus.above(kuiperd, "rulePort1", OUT, out + 5), PysamIT::story);
    Eventually.holds(
        LIMIT, () -> pids().stream().noneMatch(before::contains), () -> "left: " + before);
  }

  @Test
  @Order(6)
  void theRuleRestarts() throws Exception {
    kuiperd.expect(200, "POST", "/rules/rulePort1/restart", "");
    Eventually.holds(LIMIT, PysamIT::flows, PysamIT::story);
  }

  @Test
  @Order(7)
  void itRunsOnWhereEkuiperBootsWithThePluginInstalled() throws Exception {
    kuiperd.kill();
    Eventually.holds(LIMIT, () -> pids().isEmpty(), () -> "left: " + pids());
    kuiperd.restart();
    Eventually.holds(LIMIT, PysamIT::flows, PysamIT::story);
  }

  @Test
  @Order(8)
  void concurrencyIsWithinEkuiper2ItAsksForOneInstance() throws Exception {
    String concurrent =
        RULE.replace("rulePort1", "rulePort2")
            .replace("\"requireAck\":true", "\"requireAck\":true,\"concurrency\":2")
            .replace("\"actions\"", "\"options\":{\"concurrency\":2},\"actions\"");
    kuiperd.expect(201, "POST", "/rules", concurrent);
    Eventually.holds(LIMIT, () -> RuleStatus.above(kuiperd, "rulePort2", OUT, 5), PysamIT::story);
    assertTrue(pluginStatus().contains("\"rulePort2\":2"), PysamIT::pluginStatus);
    kuiperd.expect(200, "DELETE", "/rules/rulePort2", "");
    assertRunsForTheRule();
  }

  @Test
  @Order(9)
  void twoHundredStopsAndStartsLeaveNothingBehind() throws Exception {
    for (int i = 0; i < 10; i++) {
      restart();
    }
    Eventually.holds(LIMIT, PysamIT::flows, PysamIT::story); // all that is open is open
    Footprint before = Footprint.of(jvm());
    for (int i = 0; i < 200; i++) {
      restart();
    }
    Eventually.holds(LIMIT, PysamIT::flows, PysamIT::story);
    Footprint after = Footprint.of(jvm());
    assertTrue(
        after.threads() <= before.threads() + 2 && after.descriptors() <= before.descriptors() + 2,
        () -> before + " became " + after);
    assertEquals(0, RuleStatus.of(kuiperd, "rulePort1").exceptions());
  }

  @Test
  @Order(10)
  void itsRemovalLeavesNoProcessAndNoSocket() throws Exception {
    kuiperd.expect(200, "DELETE", "/rules/rulePort1", "");
    kuiperd.expect(200, "DELETE", "/streams/pyjsonStream", "");
    kuiperd.expect(200, "DELETE", "/plugins/portables/pysam", "");
    Eventually.holds(LIMIT, () -> pids().isEmpty(), () -> "left: " + pids());
  }

  private static void restart() throws IOException {
    kuiperd.expect(200, "POST", "/rules/rulePort1/stop", "");
    kuiperd.expect(200, "POST", "/rules/rulePort1/start", "");
  }

  private static boolean flows() {
    return RuleStatus.above(kuiperd, "rulePort1", OUT, 5);
  }

  private static String pluginStatus() {
    try {
      return kuiperd.get("/plugins/portables/pysam/status");
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void assertRunsForTheRule() {
    String expected = "{\"refCount\":{\"rulePort1\":2},\"status\":\"running\",\"errMsg\":\"\"";
    // A rule that is deleted gives its symbols back a little later.
    Eventually.holds(LIMIT, () -> pluginStatus().contains(expected), PysamIT::pluginStatus);
  }

  private static List<Long> pids() {
    return kuiperd.pluginProcesses().stream().map(ProcessHandle::pid).toList();
  }

  private static ProcessHandle jvm() {
    return kuiperd.pluginProcesses().stream()
        .filter(process -> process.info().command().orElse("").endsWith("java"))
        .findFirst()
        .orElseThrow();
  }

  private static String story() {
    try {
      return kuiperd.get("/rules/rulePort1/status") + "\n" + kuiperd.log();
    } catch (IOException e) {
      return e + "\n" + kuiperd.log();
    }
  }

  private record Footprint(long threads, long descriptors) {
    static Footprint of(ProcessHandle process) throws IOException {
      Path proc = Path.of("/proc", Long.toString(process.pid()));
      return new Footprint(count(proc.resolve("task")), count(proc.resolve("fd")));
    }

    private static long count(Path folder) throws IOException {
      try (Stream<Path> entries = Files.list(folder)) {
        return entries.count();
      }
    }
  }
}
