package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.Json;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
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
 * What eKuiper runs against its own samples ({@code fvt/portable_test.go}, {@code TestLC}), against
 * ours, step by step and on each release; then the same rule stopped and started again and again.
 * What a subclass tests without an order comes before the removal.
 */
@Timeout(300)
@ParameterizedClass
@MethodSource("org.jkuiper.e2e.Releases#all")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class ExampleLife {
  static final Duration LIMIT = Duration.ofSeconds(20);
  static final String RULE = "rulePort1";

  /**
   * An example and a rule that uses it.
   *
   * @param stream the options of its stream
   * @param fields what the rule selects
   * @param action which sink it feeds
   * @param references how many sources and sinks of the plugin the rule holds
   */
  record Example(
      String plugin,
      String source,
      String sink,
      String function,
      String stream,
      String fields,
      String action,
      int references) {

    String out() {
      return "sink_" + action + "_0_0_records_out_total";
    }

    String rule(String id, int concurrency) {
      return """
          {"id":"%s","sql":"SELECT %s FROM example",
           "options":{"concurrency":%d,"restartStrategy":{"attempts":1}},
           "actions":[{"%s":{"requireAck":true,"concurrency":%d}}]}
          """
          .formatted(id, fields, concurrency, action, concurrency);
    }
  }

  @Parameter String release = "";
  private final Example example;
  Mosquitto broker;
  Kuiperd kuiperd;
  Path zip;

  ExampleLife(Example example) {
    this.example = example;
  }

  @BeforeParameterizedClassInvocation(injectArguments = false)
  void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    zip = ExampleZip.build(example.plugin());
    broker = Mosquitto.start(folder);
    kuiperd = Releases.start(release, folder, broker);
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  void takeDown() throws Exception {
    kuiperd.close();
    broker.close();
  }

  @Test
  @Order(1)
  void aRuleWithoutThePluginIsRefused() throws Exception {
    kuiperd.createStream(
        "CREATE STREAM example () WITH (TYPE=\"%s\", FORMAT=\"json\", %s)"
            .formatted(example.source(), example.stream()));
    kuiperd.expect(400, "POST", "/rules", example.rule(RULE, 1));
  }

  @Test
  @Order(2)
  void itInstallsAndIsDescribed() throws Exception {
    kuiperd.install(example.plugin(), zip);
    String all = kuiperd.get("/plugins/portables");
    Map<String, ?> described =
        Json.readObject(all.substring(1, all.length() - 1)); // a list of this one
    assertEquals(example.plugin(), described.get("name"));
    assertEquals("v1.0.0", described.get("version"));
    assertEquals(List.of(example.source()), described.get("sources"));
    assertEquals(List.of(example.sink()), described.get("sinks"));
    assertEquals(List.of(example.function()), described.get("functions"));
    assertEquals(
        List.of(example.function()),
        Json.readObject(kuiperd.get("/plugins/portables/" + example.plugin())).get("functions"));
  }

  @Test
  @Order(3)
  void theRuleRuns() throws Exception {
    kuiperd.expect(201, "POST", "/rules", example.rule(RULE, 1));
    Eventually.holds(LIMIT, this::flows, this::story);
    RuleStatus status = RuleStatus.of(kuiperd, RULE);
    assertTrue(status.number("source_example_0_records_out_total") > 0, status::toString);
    assertEquals(0, status.exceptions(), status::toString);
    assertEquals("", status.figures().get("source_example_0_last_exception"));
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
    kuiperd.expect(
        200,
        "PUT",
        "/plugins/portables/" + example.plugin(),
        Kuiperd.pluginAt(example.plugin(), zip));
    assertRunsForTheRule();
    long out = RuleStatus.of(kuiperd, RULE).number(example.out());
    Eventually.holds(
        LIMIT, () -> RuleStatus.above(kuiperd, RULE, example.out(), out + 5), this::story);
    Eventually.holds(
        LIMIT, () -> pids().stream().noneMatch(before::contains), () -> "left: " + before);
  }

  @Test
  @Order(6)
  void theRuleRestarts() throws Exception {
    kuiperd.expect(200, "POST", "/rules/" + RULE + "/restart", "");
    Eventually.holds(LIMIT, this::flows, this::story);
  }

  @Test
  @Order(7)
  void itRunsOnWhereEkuiperBootsWithThePluginInstalled() throws Exception {
    kuiperd.kill();
    Eventually.holds(LIMIT, () -> pids().isEmpty(), () -> "left: " + pids());
    kuiperd.restart();
    kuiperd.awaitRule(this::flows);
  }

  @Test
  @Order(8)
  void concurrencyIsWithinEkuiper2ItAsksForOneInstance() throws Exception {
    kuiperd.expect(201, "POST", "/rules", example.rule("rulePort2", 2));
    Eventually.holds(
        LIMIT, () -> RuleStatus.above(kuiperd, "rulePort2", example.out(), 5), this::story);
    assertTrue(
        pluginStatus().contains("\"rulePort2\":" + example.references()), this::pluginStatus);
    kuiperd.expect(200, "DELETE", "/rules/rulePort2", "");
    assertRunsForTheRule();
  }

  @Test
  @Order(9)
  void twoHundredStopsAndStartsLeaveNothingBehind() throws Exception {
    restart(10);
    Eventually.holds(LIMIT, this::flows, this::story); // all that is open is open
    ProcessHandle jvm = kuiperd.jvms().get(0);
    Footprint before = Footprint.of(jvm);
    restart(200);
    Eventually.holds(LIMIT, this::flows, this::story);
    Footprint after = Footprint.of(jvm);
    assertTrue(after.isBackAt(before), () -> before + " became " + after);
    assertEquals(0, RuleStatus.of(kuiperd, RULE).exceptions());
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void itsRemovalLeavesNoProcess() throws Exception {
    kuiperd.expect(200, "DELETE", "/rules/" + RULE, "");
    kuiperd.expect(200, "DELETE", "/streams/example", "");
    kuiperd.expect(200, "DELETE", "/plugins/portables/" + example.plugin(), "");
    Eventually.holds(LIMIT, () -> pids().isEmpty(), () -> "left: " + pids());
  }

  private void restart(int times) throws IOException {
    for (int i = 0; i < times; i++) {
      kuiperd.expect(200, "POST", "/rules/" + RULE + "/stop", "");
      kuiperd.expect(200, "POST", "/rules/" + RULE + "/start", "");
    }
  }

  private boolean flows() {
    return RuleStatus.above(kuiperd, RULE, example.out(), 5);
  }

  private void assertRunsForTheRule() {
    String expected =
        "{\"refCount\":{\"%s\":%d},\"status\":\"running\",\"errMsg\":\"\""
            .formatted(RULE, example.references());
    // A rule that is deleted gives its symbols back a little later.
    Eventually.holds(LIMIT, () -> pluginStatus().contains(expected), this::pluginStatus);
  }

  String pluginStatus() {
    return told("/plugins/portables/" + example.plugin() + "/status");
  }

  private List<Long> pids() {
    return kuiperd.pluginProcesses().stream().map(ProcessHandle::pid).toList();
  }

  String story() {
    return story(RULE);
  }

  /** What there is to say where a rule does not as it should. */
  String story(String rule) {
    return told("/rules/" + rule + "/status") + "\n" + kuiperd.log();
  }

  /** What eKuiper answers, or why it does not. */
  String told(String path) {
    try {
      return kuiperd.get(path);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
