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
import org.jkuiper.runtime.FaultyPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * eKuiper or the launcher killed, the plugin updated or deleted, again and again: nothing of the
 * plugin stays behind, and the next eKuiper's rules label without a hand.
 */
class SuccessorIT {
  private static final Duration GONE = Duration.ofSeconds(1);
  private static final String CAT = "{\"label\":\"286:Egyptian cat\"}";
  private static final String PLUGIN = "/plugins/portables/pyai";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private Mosquitto broker;
  private Kuiperd kuiperd;

  @Test
  @Timeout(900)
  void nothingStaysBehindAndTheRulesGoOn() throws Exception {
    byte[] cat = Pictures.sample("cat.jpg");
    int rounds = Scale.of(3, 20);
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    try {
      kuiperd.install("pyai", Kuiperd.PYAI);
      installSink();
      LabelRule labels = LabelRule.tutorial(kuiperd, broker);
      assertEquals(CAT, labels.of(cat));
      for (int round = 0; round < rounds; round++) {
        long subscriptions = broker.subscriptions("tfdemo");
        List<ProcessHandle> before = kuiperd.pluginProcesses();
        kuiperd.kill();
        assertNothingOf(before);
        kuiperd.restart();
        kuiperd.awaitRule(() -> broker.subscriptions("tfdemo") > subscriptions);
        // Until then eKuiper starts a plugin again whose launcher is killed: the rule's start does.
        kuiperd.awaitRule(() -> !sinkSockets().isEmpty());
        assertEquals(CAT, labels.of(cat), "after a kill of eKuiper");

        before = kuiperd.pluginProcesses();
        kuiperd.launchers().forEach(ProcessHandle::destroyForcibly);
        assertNothingOf(before);
        update();
        assertEquals(CAT, labels.of(cat), "after a kill of the launcher and an update");

        before = of("pyai");
        update();
        assertGone(before);
        assertEquals(CAT, labels.of(cat), "after an update");

        before = of("pyai");
        kuiperd.expect(200, "DELETE", PLUGIN, "");
        assertGone(before);
        kuiperd.install("pyai", Kuiperd.PYAI);
        assertEquals(CAT, labels.of(cat), "after an installation anew");
      }
      System.out.println(
          kuiperd.log().lines().filter(line -> line.contains("restart exit rule")).count()
              + " rules started before their plugin was known, and again by eKuiper");
    } finally {
      kuiperd.close();
      broker.close();
    }
  }

  /** A sink, whose socket is the plugin's own. */
  private void installSink() throws IOException {
    kuiperd.install("faulty", FaultyPlugin.zip(folder.resolve("ekuiper"), "faulty"));
    kuiperd.createStream("CREATE STREAM any () WITH (DATASOURCE=\"any\", FORMAT=\"JSON\")");
    Map<String, ?> append = Map.of("file", folder.resolve("sink").toString());
    kuiperd.expect(
        201,
        "POST",
        "/rules",
        Kuiperd.rule("sinks", "SELECT * FROM any", Map.of("append", append)));
    kuiperd.awaitRule(() -> !sinkSockets().isEmpty());
  }

  private List<Path> sinkSockets() {
    try (Stream<Path> files = Files.list(folder.resolve("ekuiper/tmp"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("sinks_"))
          .filter(file -> !file.toString().endsWith("_ack.ipc"))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private void update() throws IOException {
    kuiperd.expect(200, "PUT", PLUGIN, Kuiperd.pluginAt("pyai", Kuiperd.PYAI));
  }

  /** The launcher and all that runs under it. */
  private List<ProcessHandle> of(String plugin) {
    List<ProcessHandle> all =
        kuiperd.launchers().stream()
            .filter(handle -> handle.info().commandLine().orElse("").contains(plugin))
            .flatMap(launcher -> Stream.concat(Stream.of(launcher), launcher.descendants()))
            .toList();
    assertTrue(all.size() > 1, all::toString);
    return all;
  }

  private void assertNothingOf(List<ProcessHandle> before) {
    assertGone(before);
    Eventually.holds(GONE, () -> sinkSockets().isEmpty(), () -> sinkSockets() + kuiperd.log());
  }

  private void assertGone(List<ProcessHandle> before) {
    Eventually.holds(
        GONE,
        () -> before.stream().noneMatch(SuccessorIT::runs),
        () -> before.stream().filter(SuccessorIT::runs).map(ProcessHandle::info).toList() + "");
  }

  /** A process that has ended and that nobody has reaped is alive, but has no command. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }
}
