package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code deploy/layout} makes boots with plugin, stream and rule in place: nothing here is
 * created through the REST API.
 */
@Timeout(180)
class DeployIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int CONTAINER_MB = 256; // as deploy/compose.yaml has it

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  private static Mosquitto broker;
  private static Mqtt mqtt;
  private static Release release;

  @BeforeAll
  static void layOut() throws Exception {
    broker = Mosquitto.start(folder);
    mqtt = Mqtt.connect(broker, Release.LABELS);
    Path zip = Path.of(System.getProperty("pyai.selfContained", Kuiperd.PYAI.toString()));
    release = Release.layout(folder.resolve("1.0"), zip);
  }

  @AfterAll
  static void takeDown() throws Exception {
    mqtt.close();
    broker.close();
  }

  @Test
  void itLabelsFromAnEmptyFolderAndAgainAfterAKill() throws Exception {
    long before = broker.subscriptions(Release.SOURCE);
    try (Kuiperd kuiperd = release.start(folder.resolve("box"), broker, Map.of())) {
      awaitSubscriptions(kuiperd, before + 1);
      labelsTheSamples("");
      kuiperd.kill();
      kuiperd.restart();
      awaitSubscriptions(kuiperd, before + 2);
      labelsTheSamples("");
    }
  }

  @Test
  void anotherFolderIsAnUpgradeAndTheOldOneARollback() throws Exception {
    Release next =
        release
            .prepared()
            .upgrade(folder.resolve("1.1"), "AS label FROM", "AS label, 11 AS release FROM");
    Path box = folder.resolve("upgraded box");
    long before = broker.subscriptions(Release.SOURCE);
    try (Kuiperd kuiperd = release.start(box, broker, Map.of())) {
      awaitSubscriptions(kuiperd, before + 1);
      labelsTheSamples("");
    }
    try (Kuiperd kuiperd = next.start(box, broker, Map.of())) {
      awaitSubscriptions(kuiperd, before + 2);
      labelsTheSamples("\"release\":11,");
    }
    try (Kuiperd kuiperd = release.start(box, broker, Map.of())) {
      awaitSubscriptions(kuiperd, before + 3);
      labelsTheSamples("");
    }
  }

  /** Read-only root, no other Java, a user without rights, /tmp in memory, all within 256 MB. */
  @Test
  @EnabledIfSystemProperty(named = "pyai.selfContained", matches = ".+")
  void itLabelsWithinTheContainersLimits() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "takes root");
    long before = broker.subscriptions(Release.SOURCE);
    Path own = Files.createDirectories(folder.resolve("contained"));
    Kuiperd kuiperd = release.prepared().startContained(own, broker, CONTAINER_MB);
    try (kuiperd) {
      awaitSubscriptions(kuiperd, before + 1);
      labelsTheSamples("");
      String java = kuiperd.jvms().get(0).info().command().orElseThrow();
      assertTrue(java.endsWith("/opt/jkuiper/plugins/portable/pyai/jre/bin/java"), java);
      Path process = Path.of("/proc", Long.toString(kuiperd.jvms().get(0).pid()));
      String rights = Files.readString(process.resolve("status"));
      assertTrue(rights.contains("Uid:\t10001\t10001\t10001\t10001\n"), rights);
      assertTrue(rights.contains("CapBnd:\t0000000000000000\n"), rights);
      assertTrue(rights.contains("NoNewPrivs:\t1\n"), rights);
      String mounts = Files.readString(process.resolve("mounts"));
      assertTrue(mounts.matches("(?s).*tmpfs / tmpfs ro,.*"), mounts);
      String prepared = Files.readString(release.plugin().resolve("prepared.sh"));
      assertTrue(prepared.contains("=classes."), "no class archive in " + prepared);
      labelsTheSamples("");
    }
    assertTrue(
        kuiperd.log().matches("(?s).*contained: at most \\d+ of 256 MB, 0 processes killed\n"),
        kuiperd::log);
  }

  /** Each query of the dashboard and of the alerts asks for what this eKuiper really tells. */
  @Test
  void dashboardAndAlertsNameMetricsThatAreThere() throws Exception {
    long before = broker.subscriptions(Release.SOURCE);
    int metricsPort = Mosquitto.freePort();
    Map<String, String> prometheus =
        Map.of(
            "KUIPER__BASIC__PROMETHEUS",
            "true",
            "KUIPER__BASIC__PROMETHEUSPORT",
            Integer.toString(metricsPort));
    try (Kuiperd kuiperd = release.start(folder.resolve("watched"), broker, prometheus)) {
      awaitSubscriptions(kuiperd, before + 1);
      labelsTheSamples("");
      URL metrics = new URL("http://127.0.0.1:" + metricsPort + "/metrics");
      // eKuiper tells the state of its rules with each look at them, every 10 s.
      Eventually.holds(
          LIMIT,
          () -> text(metrics).contains("kuiper_rule_status{rule=\"labels\"} 1"),
          kuiperd::log);
      String told = text(metrics);
      Set<String> asked = new TreeSet<>();
      for (String file : List.of("grafana/dashboard.json", "prometheus/alerts.yaml")) {
        Pattern.compile("\\b(kuiper|process)_[a-z_]+")
            .matcher(Files.readString(Path.of("deploy", file)))
            .results()
            .forEach(name -> asked.add(name.group()));
      }
      assertTrue(asked.size() >= 6, asked::toString);
      for (String name : asked) {
        assertTrue(
            Pattern.compile("^" + name + "[{ ]", Pattern.MULTILINE).matcher(told).find(), name);
      }
      assertTrue(told.contains("kuiper_sink_records_out_total{"), told);
      assertTrue(
          Pattern.compile("kuiper_op_process_latency_us_hist_count\\{op=\"[^\"]*project\"")
              .matcher(told)
              .find(),
          told);
    }
  }

  private static String text(URL url) {
    try (InputStream in = url.openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private static void awaitSubscriptions(Kuiperd kuiperd, long number) {
    Eventually.holds(LIMIT, () -> broker.subscriptions(Release.SOURCE) >= number, kuiperd::log);
  }

  private static void labelsTheSamples(String added) throws Exception {
    for (Map.Entry<String, String> sample : Pictures.LABELS.entrySet()) {
      String topic = "tfdemo/camera7/" + sample.getKey();
      mqtt.publish(topic, Pictures.sample(sample.getKey()));
      assertEquals(
          "{\"label\":\"" + sample.getValue() + "\"," + added + "\"topic\":\"" + topic + "\"}",
          mqtt.next(LIMIT));
    }
  }
}
