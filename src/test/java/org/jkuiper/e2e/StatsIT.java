package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jkuiper.metrics.PrometheusText;
import org.jkuiper.protocol.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What somebody outside sees of the plugin's work: in SQL, in eKuiper's log, and by Prometheus. */
@Timeout(180)
class StatsIT {
  private static final String MODEL = "efficientnet_lite0_int8";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration MINUTE = Duration.ofSeconds(75);

  private static Path settings;
  private static Mosquitto broker;
  private static Kuiperd kuiperd;
  private static LabelRule rule;

  @BeforeAll
  static void install(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    kuiperd.install("pyai", Kuiperd.PYAI);
    settings = folder.resolve("ekuiper/plugins/portable/pyai/pyai.properties");
    kuiperd.createStream(LabelRule.STREAM);
    rule =
        LabelRule.create(
            kuiperd,
            broker,
            "stats",
            "SELECT labelImage(self)[0]->label AS label, labelStats() AS stats FROM tfdemo",
            "tfdemo");
  }

  @AfterAll
  static void takeDown() throws Exception {
    rule.close();
    kuiperd.close();
    broker.close();
  }

  /** The stats of the row that a picture of a cat gives. */
  private static Map<?, ?> stats() throws Exception {
    Map<String, ?> row = Json.readObject(rule.of(Pictures.sample("cat.jpg")));
    assertEquals("286:Egyptian cat", row.get("label"));
    return (Map<?, ?>) row.get("stats");
  }

  private static Map<?, ?> model(Map<?, ?> stats) {
    Map<?, ?> model = (Map<?, ?>) ((List<?>) stats.get("models")).get(0);
    assertEquals(MODEL, model.get("model"));
    return model;
  }

  private static long pictures(Map<?, ?> stats) {
    return ((Number) model(stats).get("pictures")).longValue();
  }

  @Test
  void aRowHasTheStatsBesideItsLabel() throws Exception {
    Map<?, ?> before = stats();
    String failure = rule.failureOf("no picture".getBytes(StandardCharsets.UTF_8));
    assertTrue(failure.contains("this is text, not an image"), failure);
    Map<?, ?> after = stats();
    assertEquals(pictures(before) + 1, pictures(after));
    Map<?, ?> errors = (Map<?, ?>) model(after).get("errors");
    assertTrue(((Number) errors.get("unsupportedFormat")).longValue() >= 1, errors::toString);
    Map<?, ?> millis = (Map<?, ?>) model(after).get("millis");
    for (String part : List.of("decode", "resize", "inference")) {
      for (String figure : List.of("p50", "p99", "mean")) {
        double value = ((Number) ((Map<?, ?>) millis.get(part)).get(figure)).doubleValue();
        assertTrue(value > 0 && value < 5_000, () -> part + " " + figure + " " + value);
      }
    }
    long rss = ((Number) after.get("rssBytes")).longValue();
    assertTrue(rss > 20_000_000 && rss < 500_000_000, () -> rss + " bytes");
  }

  @Test
  void aRuleThatPassesAnArgumentIsRefused() throws Exception {
    String answer =
        kuiperd.expect(
            400,
            "POST",
            "/rules",
            Kuiperd.rule("one", "SELECT labelStats(self) FROM tfdemo", broker, "ekuiper/one"));
    assertTrue(answer.contains("labelStats takes no argument, but got 1"), answer);
  }

  @Test
  void theLogHasALineOfAMinuteWithWork() throws Exception {
    stats();
    Pattern line =
        Pattern.compile(
            "INFO pyai: model "
                + MODEL
                + " in 60 s: \\d+ pictures, \\d+ errors( \\([^)]+\\))?; p50/p99 in ms:"
                + " decode [\\d.]+/[\\d.]+, resize [\\d.]+/[\\d.]+, inference [\\d.]+/[\\d.]+");
    Eventually.holds(MINUTE, () -> line.matcher(kuiperd.log()).find(), kuiperd::log);
  }

  @Test
  void prometheusReadsItFromThePortThatIsSet() throws Exception {
    int port = Mosquitto.freePort();
    Files.writeString(settings, "metricsPort=" + port + "\n");
    try {
      Eventually.holds(
          LIMIT, () -> hasLabelAndLog("metrics at http://127.0.0.1:" + port), kuiperd::log);
      long pictures = pictures(stats());
      Map<String, Double> samples = PrometheusText.read(scrape(port));
      assertEquals(
          (double) pictures, samples.get("jkuiper_pictures_total{model=\"" + MODEL + "\"}"));
      assertEquals(
          (double) pictures,
          samples.get("jkuiper_picture_seconds_count{model=\"" + MODEL + "\",part=\"inference\"}"));
    } finally {
      Files.writeString(settings, "");
    }
  }

  @Test
  void aPortThatIsTakenIsAnErrorInTheLogAndLabelsGoOn() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(settings, "metricsPort=" + taken.getLocalPort() + "\n");
      String error =
          "ERROR pyai: no metrics at port "
              + taken.getLocalPort()
              + " of 127.0.0.1: Address already in use; trying again every 10 s";
      Eventually.holds(LIMIT, () -> hasLabelAndLog(error), kuiperd::log);
      stats();
    } finally {
      Files.writeString(settings, "");
    }
  }

  /** Sends a picture, upon which the plugin looks at its settings, a second after the last look. */
  private static boolean hasLabelAndLog(String text) {
    try {
      stats();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return kuiperd.log().contains(text);
  }

  private static String scrape(int port) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer::body);
    return answer.body();
  }
}
