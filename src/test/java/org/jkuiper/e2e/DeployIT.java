package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
      labelsTheSamples("");
    }
    assertTrue(
        kuiperd.log().matches("(?s).*contained: at most \\d+ of 256 MB, 0 processes killed\n"),
        kuiperd::log);
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
