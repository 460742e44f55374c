package org.jkuiper.e2e;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.jkuiper.protocol.Json;

/**
 * Good, bad and huge pictures through a rule for some minutes, with a kill of the JVM in each; see
 * {@code benchmarks/soak}. Each message has a topic of its own, by which its row is told.
 */
public final class Soak implements AutoCloseable {
  private static final String STREAM =
      "CREATE STREAM soak () WITH (DATASOURCE=\"soak/#\", FORMAT=\"BINARY\")";
  private static final String SQL =
      "SELECT meta(topic) AS topic, labelImage(self)[0]->label AS label FROM soak";

  /** From one good picture to the next, where the first is labelled by then. */
  private static final Duration PACE = Duration.ofMillis(40);

  /**
   * A kill comes within this time of a picture's sending, to hit the work on it or what follows.
   */
  private static final int KILL_WITHIN_MILLIS = 10;

  private static final Duration GIVEN_UP = Duration.ofSeconds(30);

  private static final Pattern FAILURE =
      Pattern.compile(
          "error=?\"?.*?(?:labelImage error: |(time out))(.*?)(?:\\\\?\" file=|\"? *$)");

  private final Path out;
  private final Mosquitto broker;
  private final Kuiperd kuiperd;
  private final SoakMix mix;
  private final Random random = new Random(1);
  private final List<String> problems = new ArrayList<>();
  private final SoakSamples samples;
  private Mqtt mqtt;
  private long sent;
  private long sentBad;
  private long sentAt;
  private long labelled;
  private long lost;
  private long wrong;
  private int kills;

  private Soak(Path out) throws Exception {
    this.out = out;
    Path work = Files.createTempDirectory("jkuiper-soak");
    broker = Mosquitto.start(work);
    kuiperd = Kuiperd.start(work.resolve("ekuiper"), broker);
    kuiperd.install("pyai", Kuiperd.PYAI);
    try (LabelRule peace = LabelRule.tutorial(kuiperd, broker)) {
      mix = SoakMix.labelledBy(peace, random);
    }
    samples = new SoakSamples(kuiperd, out.resolve("samples.csv"));
  }

  /**
   * Runs the soak.
   *
   * @param args how many minutes, and the folder for the results
   */
  public static void main(String[] args) throws Exception {
    Path out = Files.createDirectories(Path.of(args[1]));
    try (Soak soak = new Soak(out)) {
      soak.run(Duration.ofSeconds(Math.round(60 * Double.parseDouble(args[0]))));
      soak.report();
    }
  }

  private void run(Duration time) throws Exception {
    mqtt = Mqtt.connect(broker, "ekuiper/soak");
    kuiperd.createStream(STREAM);
    long before = broker.subscriptions("soak/#");
    kuiperd.expect(201, "POST", "/rules", Kuiperd.rule("soak", SQL, broker, "ekuiper/soak"));
    Eventually.holds(GIVEN_UP, () -> broker.subscriptions("soak/#") > before, kuiperd::log);
    long begin = System.nanoTime();
    long nextKill = nextKill(begin, 0);
    long nextProgress = begin;
    while (System.nanoTime() - begin < time.toNanos()) {
      long now = System.nanoTime();
      samples.take(Duration.ofNanos(now - begin)); // nothing is on the way, which it would delay
      if (now >= nextProgress) {
        progress(Duration.ofNanos(now - begin));
        nextProgress += Duration.ofMinutes(1).toNanos();
      }
      long nextPicture = System.nanoTime() + PACE.toNanos();
      SoakMix.Picture picture = sendUpToAGoodOne();
      if (now >= nextKill) {
        Thread.sleep(random.nextInt(KILL_WITHIN_MILLIS));
        kuiperd.jvms().forEach(ProcessHandle::destroyForcibly);
        kills++;
        nextKill = nextKill(begin, kills);
      }
      await(picture);
      Thread.sleep(Math.max(0, (nextPicture - System.nanoTime()) / 1_000_000));
    }
    await(sendUpToAGoodOne()); // when it is labelled, all bad ones before it are answered
    samples.take(time);
  }

  /** One in each minute, anywhere in it. */
  private long nextKill(long begin, int minute) {
    return begin + Duration.ofMillis(60_000L * minute + random.nextInt(60_000)).toNanos();
  }

  /** Returns the good one. */
  private SoakMix.Picture sendUpToAGoodOne() throws Exception {
    while (true) {
      SoakMix.Picture picture = mix.next();
      sentAt = System.nanoTime();
      if (picture.isGood()) {
        mqtt.publish("soak/" + sent++, picture.bytes());
        return picture;
      }
      mqtt.publish("soak/bad" + sentBad++, picture.bytes());
      sent++;
    }
  }

  /** One is on the way at a time, or the pace would stand in the latencies. */
  private void await(SoakMix.Picture picture) throws Exception {
    long number = sent - 1;
    while (true) {
      Duration left = GIVEN_UP.minusNanos(System.nanoTime() - sentAt);
      String row = mqtt.nextWithin(left);
      if (row.isEmpty()) {
        lost++;
        problems.add("no row for message " + number);
        return;
      }
      Map<String, ?> fields = Json.readObject(row);
      if (("soak/" + number).equals(fields.get("topic"))) {
        labelled++;
        samples.latency(System.nanoTime() - sentAt);
        if (!picture.label().equals(fields.get("label"))) {
          wrong++;
          problems.add("message " + number + " got " + row);
        }
        return;
      }
      wrong++;
      problems.add("a row that nobody waits for: " + row);
    }
  }

  private void progress(Duration time) throws IOException {
    System.out.printf(
        "%3d min: %d sent, %d labelled, %d failed, %d lost, %d wrong, %d kills; %s%n",
        time.toMinutes(), sent, labelled, failures(), lost, wrong, kills, samples.latest());
  }

  private long failures() throws IOException {
    return kuiperd.exceptions("soak");
  }

  private void report() throws IOException {
    Map<String, Integer> causes = causes();
    int timeouts = causes.getOrDefault("time out", 0);
    long badLost = Math.max(0, sentBad - failures()) + timeouts;
    try (PrintStream report =
        new PrintStream(
            Files.newOutputStream(out.resolve("report.txt")), true, StandardCharsets.UTF_8)) {
      for (PrintStream to : List.of(report, System.out)) {
        to.printf("%-28s %d%n", "sent", sent);
        to.printf("%-28s %d%n", "of them not to be labelled", sentBad);
        to.printf("%-28s %d%n", "labelled", labelled);
        to.printf("%-28s %d%n", "lost", lost + badLost);
        to.printf("%-28s %d%n", "wrong", wrong);
        to.printf("%-28s %d%n", "kills of the JVM", kills);
        samples.report(to);
        to.println("errors by cause, as eKuiper shows them:");
        causes.forEach((cause, count) -> to.printf("%8d  %s%n", count, cause));
        problems.stream().limit(20).forEach(problem -> to.println("PROBLEM: " + problem));
      }
    }
    if (lost + badLost + wrong > 0) {
      Files.writeString(out.resolve("ekuiper.log"), kuiperd.log());
      throw new IllegalStateException("something was lost or wrong");
    }
  }

  /** The numbers in a sentence are another picture's next time. */
  private Map<String, Integer> causes() {
    Map<String, Integer> causes = new TreeMap<>();
    kuiperd
        .log()
        .lines()
        .filter(line -> line.contains("level=error") && line.contains("rule=soak"))
        .forEach(
            line -> {
              Matcher matcher = FAILURE.matcher(line);
              String cause =
                  !matcher.find() ? line : matcher.group(1) != null ? "time out" : matcher.group(2);
              causes.merge(cause.replaceAll("[0-9][0-9,.]*", "N"), 1, Integer::sum);
            });
    return causes;
  }

  @Override
  public void close() throws IOException, MqttException {
    if (mqtt != null) {
      mqtt.close();
    }
    kuiperd.close();
    broker.close();
  }
}
