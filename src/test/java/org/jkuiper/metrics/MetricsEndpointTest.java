package org.jkuiper.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jkuiper.stats.ModelStats;
import org.jkuiper.stats.Stats;
import org.jkuiper.stats.Times;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetricsEndpointTest {
  private final Stats stats = new Stats();
  private MetricsEndpoint endpoint;

  @BeforeEach
  void open() throws IOException {
    endpoint = MetricsEndpoint.open(0, stats);
  }

  @AfterEach
  void close() {
    endpoint.close();
  }

  private HttpResponse<String> request(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + endpoint.port() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  private Map<String, Double> scrape() throws Exception {
    return PrometheusText.read(request("GET", "/metrics").body());
  }

  @Test
  void aScrapeHasTheCountersOfEachModel() throws Exception {
    ModelStats birds = stats.model("birds");
    birds.picture(new Times(1_000_000, 250_000, 4_000_000));
    birds.picture(new Times(1_000_000, 250_000, 4_000_000_000L));
    birds.error("brokenImage");
    stats.model("things").error("timeout");
    HttpResponse<String> answer = request("GET", "/metrics");
    assertEquals(200, answer.statusCode());
    assertEquals(
        "text/plain; version=0.0.4; charset=utf-8",
        answer.headers().firstValue("Content-Type").orElseThrow());
    Map<String, Double> samples = PrometheusText.read(answer.body());
    assertEquals(2, samples.get("jkuiper_pictures_total{model=\"birds\"}"));
    assertEquals(0, samples.get("jkuiper_pictures_total{model=\"things\"}"));
    assertEquals(1, samples.get("jkuiper_errors_total{cause=\"brokenImage\",model=\"birds\"}"));
    assertEquals(1, samples.get("jkuiper_errors_total{cause=\"timeout\",model=\"things\"}"));
    String inference = "model=\"birds\",part=\"inference\"";
    assertEquals(2, samples.get("jkuiper_picture_seconds_count{" + inference + "}"));
    assertEquals(4.004, samples.get("jkuiper_picture_seconds_sum{" + inference + "}"), 1e-9);
    assertEquals(
        1, samples.get("jkuiper_picture_seconds_bucket{" + inference + ",le=\"0.004194304\"}"));
    assertEquals(
        0, samples.get("jkuiper_picture_seconds_bucket{" + inference + ",le=\"0.002097152\"}"));
    assertTrue(samples.get("process_resident_memory_bytes") > 10_000_000);
    assertTrue(samples.get("jkuiper_up_seconds") >= 0);
  }

  @Test
  void aModelOfAnyNameKeepsThePageInItsFormat() throws Exception {
    stats.model("a\"b\\c\nd ü{}").picture(new Times(1, 1, 1));
    assertEquals(1, scrape().get("jkuiper_pictures_total{model=\"a\\\"b\\\\c\\nd ü{}\"}"));
  }

  @Test
  void beforeTheFirstPictureThePageIsInItsFormatToo() throws Exception {
    assertTrue(scrape().containsKey("jkuiper_up_seconds"));
  }

  @Test
  void nothingElseIsThereAndNothingCanBeSent() throws Exception {
    assertEquals(404, request("GET", "/").statusCode());
    assertEquals(404, request("GET", "/metrics/more").statusCode());
    assertEquals(404, request("GET", "/metricsmore").statusCode());
    assertEquals(405, request("POST", "/metrics").statusCode());
  }

  @Test
  void itListensOnLoopbackAlone() throws Exception {
    List<InetAddress> others = new ArrayList<>();
    for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
      each.inetAddresses().filter(a -> !a.isLoopbackAddress()).forEach(others::add);
    }
    for (InetAddress other : others) {
      assertThrows(IOException.class, () -> new Socket(other, endpoint.port()).close());
    }
    new Socket(InetAddress.getLoopbackAddress(), endpoint.port()).close();
  }

  @Test
  void aPortThatIsTakenIsRefused() {
    assertThrows(BindException.class, () -> MetricsEndpoint.open(endpoint.port(), stats).close());
  }

  @Test
  void aPortThatIsGivenBackCanBeTakenAgain() throws Exception {
    int port = endpoint.port();
    scrape();
    endpoint.close();
    endpoint = MetricsEndpoint.open(port, stats);
    scrape();
  }

  @Test
  void aClientThatSendsHalfARequestKeepsNobodyOut() throws Exception {
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), endpoint.port())) {
      slow.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));
      scrape();
    }
  }
}
