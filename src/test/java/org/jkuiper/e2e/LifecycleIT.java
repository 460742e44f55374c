package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jkuiper.protocol.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The plugin's life in eKuiper: installed, described, updated, deleted, and gone when it ought to.
 */
@Timeout(120)
class LifecycleIT {
  /** Within this time after eKuiper has let go of a plugin, nothing of it runs any more. */
  private static final Duration GONE = Duration.ofSeconds(1);

  private static final String CAT = "{\"label\":\"286:Egyptian cat\"}";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private Mosquitto broker;
  private Kuiperd kuiperd;

  @BeforeEach
  void start() throws IOException {
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
  }

  @AfterEach
  void stop() throws IOException {
    kuiperd.close();
    broker.close();
  }

  @Test
  void itIsUploadedInstalledDescribedRunningAndDeleted() throws Exception {
    Path uploaded = kuiperd.upload(Kuiperd.PYAI);
    assertEquals("portable plugin pyai is created", kuiperd.install("pyai", uploaded));

    Map<String, ?> described = Json.readObject(kuiperd.get("/plugins/portables/pyai"));
    assertEquals("pyai", described.get("name"));
    Map<String, ?> descriptor = Json.readObject(Files.readString(Path.of("pyai.json")));
    assertEquals(descriptor.get("functions"), described.get("functions"));
    assertTrue(kuiperd.get("/plugins/portables").contains("\"name\":\"pyai\""));
    assertEquals("running", status().get("status"));
    assertFalse(kuiperd.pluginProcesses().isEmpty());

    kuiperd.expect(200, "DELETE", "/plugins/portables/pyai", "");
    assertNothingRuns();
    assertEquals("[]", kuiperd.get("/plugins/portables"));
    assertFalse(Files.exists(folder.resolve("ekuiper/plugins/portable/pyai")));
  }

  @Test
  void anUpdateUnderARuleReplacesTheProcessesAndTheRuleGoesOn() throws Exception {
    kuiperd.install("pyai", Kuiperd.PYAI);
    try (LabelRule labels = LabelRule.tutorial(kuiperd, broker)) {
      assertEquals(CAT, labels.of(Pictures.sample("cat.jpg")));
      List<ProcessHandle> before = kuiperd.pluginProcesses();

      String answer =
          kuiperd.expect(
              200, "PUT", "/plugins/portables/pyai", Kuiperd.pluginAt("pyai", Kuiperd.PYAI));

      assertEquals("portable plugin pyai is updated", answer);
      assertEquals(CAT, labels.of(Pictures.sample("cat.jpg")));
      Eventually.holds(
          GONE, () -> Collections.disjoint(before, kuiperd.pluginProcesses()), before::toString);
    }
    kuiperd.expect(200, "DELETE", "/plugins/portables/pyai", "");
    assertNothingRuns();
  }

  @Test
  void aKilledEkuiperLeavesNothingRunningAndItsSuccessorLabelsAgain() throws Exception {
    kuiperd.install("pyai", Kuiperd.PYAI);
    LabelRule labels = LabelRule.tutorial(kuiperd, broker);
    assertEquals(CAT, labels.of(Pictures.sample("cat.jpg")));
    long subscriptions = broker.subscriptions("tfdemo");

    kuiperd.kill();
    assertNothingRuns();
    kuiperd.restart();

    kuiperd.awaitRule(() -> broker.subscriptions("tfdemo") > subscriptions);
    assertEquals(CAT, labels.of(Pictures.sample("cat.jpg")));
    labels.close();
  }

  @Test
  void withoutJavaTheInstallationFailsAndSaysWhatToInstall() throws Exception {
    Map<String, String> noJava = Map.of("PATH", programsButJava().toString(), "JAVA_HOME", "");
    String home = Kuiperd.home("tools/kuiperd/get");
    try (Kuiperd bare = Kuiperd.start(folder.resolve("bare"), broker, home, noJava)) {
      String answer =
          bare.expect(400, "POST", "/plugins/portables", Kuiperd.pluginAt("pyai", Kuiperd.PYAI));
      assertTrue(
          answer.contains("this plugin needs a Java runtime of version 17 or newer"), answer);
      assertTrue(answer.contains("apt-get install openjdk-17-jre-headless"), answer);
      assertEquals("[]", bare.get("/plugins/portables"));
    }
  }

  private Map<String, ?> status() throws IOException {
    return Json.readObject(kuiperd.get("/plugins/portables/pyai/status"));
  }

  private void assertNothingRuns() {
    Eventually.holds(
        GONE,
        () -> kuiperd.pluginProcesses().isEmpty(),
        () -> kuiperd.pluginProcesses().stream().map(ProcessHandle::info).toList().toString());
  }

  /** A folder with links to whatever is on the PATH, but for java. */
  private static Path programsButJava() throws IOException {
    Path links = Files.createDirectories(Path.of("target", "programs-but-java"));
    for (String place : System.getenv("PATH").split(File.pathSeparator, -1)) {
      for (Path program : programs(Path.of(place))) {
        Path link = links.resolve(program.getFileName());
        if (!program.endsWith("java") && !Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(link, program.toAbsolutePath());
        }
      }
    }
    return links.toAbsolutePath();
  }

  private static List<Path> programs(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(place)) {
      return files.filter(Files::isExecutable).toList();
    }
  }
}
