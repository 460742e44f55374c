package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Processes of the plugin that end in the middle of work, and the rows that come all the same. */
class KilledIT {
  /** No new JVM labels anything that soon: a row within this time was on its way before. */
  private static final Duration ON_ITS_WAY = Duration.ofMillis(100);

  /** The class archive is begun after 10 s, and made at the lowest priority. */
  private static final Duration ARCHIVE = Duration.ofSeconds(60);

  /** So many rows come between a kill and the next: more than are on their way at once. */
  private static final int AFTER_A_KILL = 6;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private Mosquitto broker;
  private Kuiperd kuiperd;
  private LabelRule labels;
  private Photographs photographs;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    kuiperd.install("pyai", Kuiperd.PYAI);
    labels = LabelRule.tutorial(kuiperd, broker);
    photographs = Photographs.labelledBy(labels, seed);
  }

  @AfterEach
  void stop() throws Exception {
    labels.close();
    kuiperd.close();
    broker.close();
  }

  private static Thread running(Flow flow, List<Throwable> faults) {
    Thread thread =
        new Thread(
            () -> {
              try {
                flow.run();
              } catch (Throwable e) {
                faults.add(e);
              }
            });
    thread.start();
    return thread;
  }

  private void assertNone(List<Throwable> faults) {
    assertTrue(faults.isEmpty(), () -> faults + " seed " + seed + "\n" + kuiperd.log());
  }

  @Test
  @Timeout(300)
  void fiftyKillsOfTheJvmLoseNoneOfAThousandPhotographs() throws Exception {
    int kills = 50;
    Flow flow = new Flow(labels, photographs.sequence(1_000));
    List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    Thread thread = running(flow, faults);

    List<Duration> heals = new ArrayList<>();
    List<Long> moments = new ArrayList<>();
    for (int kill = 0; kill < kills && thread.isAlive(); kill++) {
      // Anywhere in the next share of the photographs, and anywhere in the work on one.
      int from = flow.received();
      int share = (1_000 - from) / (kills - kill) - AFTER_A_KILL;
      int wait = from + random.nextInt(Math.max(1, share));
      while (flow.received() < wait && thread.isAlive()) {
        Thread.sleep(1);
      }
      Thread.sleep(random.nextInt(20));
      List<ProcessHandle> jvms = kuiperd.jvms();
      moments.add(System.nanoTime());
      jvms.forEach(ProcessHandle::destroyForcibly);
      int before = flow.received();
      while (flow.received() < before + AFTER_A_KILL && thread.isAlive()) {
        Thread.sleep(1);
      }
    }
    thread.join();
    assertNone(faults);
    moments.forEach(moment -> heals.add(flow.firstAfter(moment, ON_ITS_WAY)));
    Collections.sort(heals);
    Duration median = heals.get(heals.size() / 2);
    System.out.printf(
        "%d photographs labelled in order and right, %d kills; first label after a kill: median %d"
            + " ms, longest %d ms%n",
        flow.received(), kills, median.toMillis(), heals.get(heals.size() - 1).toMillis());
    assertEquals(kills, heals.size());
    assertTrue(median.compareTo(Duration.ofSeconds(1)) < 0, heals::toString);
  }

  @Test
  @Timeout(120)
  void aCrashInNativeCodeLosesNothingAndLeavesItsLog() throws Exception {
    Flow flow = new Flow(labels, photographs.sequence(60));
    List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    Thread thread = running(flow, faults);
    while (flow.received() < 20 && thread.isAlive()) {
      Thread.sleep(1);
    }
    for (ProcessHandle jvm : kuiperd.jvms()) {
      // Which the JVM takes for an access to a bad address: it writes its log and aborts.
      String signal = "kill -SEGV " + jvm.pid();
      assertEquals(0, new ProcessBuilder("sh", "-c", signal).start().waitFor());
    }
    thread.join();
    assertNone(faults);
    Path plugin = folder.resolve("ekuiper/plugins/portable/pyai");
    assertTrue(Files.exists(plugin.resolve("crash.log")), kuiperd::log);
  }

  @Test
  @Timeout(180)
  void updatesUnderLoadLoseNothing() throws Exception {
    int updates = 3;
    Flow flow = new Flow(labels, photographs.sequence(400));
    List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
    Thread thread = running(flow, faults);
    for (int update = 0; update < updates && thread.isAlive(); update++) {
      kuiperd.expect(200, "PUT", "/plugins/portables/pyai", Kuiperd.pluginAt("pyai", Kuiperd.PYAI));
      int before = flow.received();
      while (flow.received() < before + 50 && thread.isAlive()) {
        Thread.sleep(1);
      }
    }
    thread.join();
    assertNone(faults);
    System.out.printf(
        "%d photographs labelled in order and right, %d updates; longest time without a label:"
            + " %d ms%n",
        flow.received(), updates, flow.longestGap().toMillis());
    assertTheNextJvmHasTheArchiveThatNoUpdateWaitedFor();
  }

  private void assertTheNextJvmHasTheArchiveThatNoUpdateWaitedFor() throws Exception {
    Path plugin = folder.resolve("ekuiper/plugins/portable/pyai");
    assertTrue(Files.readString(plugin.resolve("prepared.sh")).contains("later=\"archive.sh"));
    ProcessHandle launcher = kuiperd.launchers().get(0);
    Eventually.holds(
        ARCHIVE,
        () -> kuiperd.log().contains("class archive is made") && launcher.children().count() == 1,
        kuiperd::log);
    kuiperd.jvms().forEach(ProcessHandle::destroyForcibly);
    Photographs.Labelled photograph = photographs.sequence(1).get(0);
    assertEquals(photograph.row(), labels.of(photograph.bytes()));
    String command = kuiperd.jvms().get(0).info().commandLine().orElse("");
    assertTrue(command.matches(".*-XX:(SharedArchiveFile|AOTCache)=classes\\..*"), command);
  }
}
