package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jkuiper.runtime.FaultyPlugin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A source and a sink of one plugin, whose JVM is killed again and again. The source keeps on disk
 * how far it is; the sink's action sets {@code requireAck} and {@code resendInterval}, so eKuiper
 * sends again what nobody has acknowledged.
 */
class SourceAndSinkIT {
  private static final int NUMBERS = 1_000;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  @Test
  @Timeout(600)
  void killsOfTheJvmLoseNothingOnItsWayFromASourceToAnAcknowledgedSink() throws Exception {
    int kills = Scale.of(8, 50);
    List<Long> heals = new ArrayList<>();
    Random random = new Random();
    Path acknowledged = folder.resolve("ekuiper/acknowledged");
    Path unacknowledged = folder.resolve("ekuiper/unacknowledged");
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker)) {
      kuiperd.install("faulty", FaultyPlugin.zip(folder.resolve("ekuiper"), "faulty"));
      kuiperd.createStream(
          "CREATE STREAM numbers () WITH (TYPE=\"count\", FORMAT=\"JSON\", DATASOURCE=\""
              + folder.resolve("ekuiper/number")
              + "\")");
      Map<String, ?> action =
          Map.of(
              "file",
              acknowledged.toString(),
              "requireAck",
              true,
              "resendInterval",
              100,
              "sendSingle",
              true);
      Map<String, ?> careless = Map.of("file", unacknowledged.toString(), "sendSingle", true);
      kuiperd.expect(
          201,
          "POST",
          "/rules",
          Json.text(
              Map.of(
                  "id",
                  "copy",
                  "sql",
                  "SELECT number FROM numbers",
                  "actions",
                  List.of(Map.of("append", action), Map.of("append", careless)))));
      for (int kill = 0; kill < kills; kill++) {
        int before = last(acknowledged);
        Eventually.holds(
            Duration.ofSeconds(30), () -> last(acknowledged) > before + 5, kuiperd::log);
        Thread.sleep(random.nextInt(500));
        heals.add(heal(kuiperd, unacknowledged));
      }
      int reached = last(acknowledged);
      Eventually.holds(
          Duration.ofSeconds(30),
          () -> last(acknowledged) > Math.max(NUMBERS, reached + 50),
          kuiperd::log);
      kuiperd.expect(200, "POST", "/rules/copy/stop", "");

      Collections.sort(heals);
      List<Integer> numbers = numbers(acknowledged);
      TreeSet<Integer> distinct = new TreeSet<>(numbers);
      TreeSet<Integer> careful = new TreeSet<>(numbers(unacknowledged));
      System.out.printf(
          "%d kills, first number after a kill: median %d ms, longest %d ms%n",
          kills, heals.get(kills / 2), heals.get(kills - 1));
      System.out.printf(
          "%d numbers: with requireAck none lost, %d twice; without, %d lost%n",
          distinct.size(), numbers.size() - distinct.size(), distinct.last() - careful.size());
      assertTrue(heals.get(kills / 2) < 1_000, heals::toString);
      List<Integer> missing = new ArrayList<>();
      for (int number = 1; number <= distinct.last(); number++) {
        if (!distinct.contains(number)) {
          missing.add(number);
        }
      }
      assertEquals(List.of(), missing, kuiperd::log);
      assertTrue(numbers.size() - distinct.size() <= 4 * kills, numbers::toString);
    }
  }

  /** Kills the JVM and returns how many milliseconds later the next one has passed on a number. */
  private static long heal(Kuiperd kuiperd, Path file) throws Exception {
    List<ProcessHandle> jvms = kuiperd.jvms();
    long begin = System.nanoTime();
    jvms.forEach(ProcessHandle::destroyForcibly);
    while (jvms.stream().anyMatch(jvm -> jvm.info().command().isPresent())) {
      Thread.sleep(1);
    }
    long size = Files.size(file);
    while (Files.size(file) == size) {
      Thread.sleep(5);
    }
    return (System.nanoTime() - begin) / 1_000_000;
  }

  private static int last(Path file) {
    try {
      return numbers(file).stream().mapToInt(Integer::intValue).max().orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  /** The numbers of the lines that are whole. */
  private static List<Integer> numbers(Path file) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      try {
        numbers.add(((Number) Json.readObject(line).get("number")).intValue());
      } catch (MalformedMessageException e) {
        // Cut short by a kill; the message comes again.
      }
    }
    return numbers;
  }
}
