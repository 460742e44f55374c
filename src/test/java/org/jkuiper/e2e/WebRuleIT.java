package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jkuiper.web.BrokerAddress;
import org.jkuiper.web.WebOptions;
import org.jkuiper.web.WebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What the page can set of the rule, and what comes of it. */
@Timeout(180)
class WebRuleIT {
  private static Mosquitto broker;
  private static Kuiperd kuiperd;
  private static WebServer server;

  private WebClient page;

  @BeforeAll
  static void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    kuiperd.install("pyai", Kuiperd.PYAI);
    server = WebServer.start(options(0));
  }

  private static WebOptions options(int port) {
    BrokerAddress address = BrokerAddress.parse(broker.url());
    return new WebOptions(kuiperd.rest(), address, address, "127.0.0.1", port);
  }

  @AfterAll
  static void takeDown() throws Exception {
    server.close();
    kuiperd.close();
    broker.close();
  }

  @BeforeEach
  void open() {
    page = new WebClient(server.address());
  }

  @AfterEach
  void leave() throws Exception {
    page.rule("labelImage", Map.of());
    page.close();
  }

  @Test
  void aChangedRuleShowsInTheNextAnswer() throws Exception {
    Map<String, ?> rule = page.rule("labelImage", Map.of("topK", 2));
    assertTrue(String.valueOf(rule.get("sql")).contains("\"topK\", 2"), rule::toString);
    String two = page.picture(Pictures.sample("cat.jpg"));
    assertEquals(2, WebClient.results(page.outcome(two)).size());
    page.rule("labelImage", Map.of("scoreThreshold", 0.7));
    String one = page.picture(Pictures.sample("cat.jpg"));
    assertEquals(1, WebClient.results(page.outcome(one)).size());
  }

  @Test
  void theTimeIsSplitAndTheModelIsNamed() throws Exception {
    Map<String, ?> result = page.outcome(page.picture(Pictures.sample("cat.jpg"))).data();
    assertEquals("efficientnet_lite0_int8", result.get("model"));
    Map<?, ?> millis = (Map<?, ?>) result.get("millis");
    double sum = 0;
    for (String part : List.of("decode", "resize", "inference", "rest")) {
      double one = ((Number) millis.get(part)).doubleValue();
      assertTrue(one >= 0, millis::toString);
      sum += one;
    }
    assertEquals(((Number) millis.get("total")).doubleValue(), sum, 0.001, millis::toString);
  }

  @Test
  void aRefusedRuleIsToldInWordsAndTheOldOneGoesOn() throws Exception {
    String wrongOption = page.refusal("labelImage", Map.of("topX", 2));
    assertTrue(wrongOption.contains("topX") && wrongOption.contains("topK"), wrongOption);
    String wrongModel = page.refusal("labelImage", Map.of("model", "nothing"));
    assertTrue(wrongModel.contains("nothing"), wrongModel);
    String wrongValue = page.refusal("labelImage", Map.of("topK", -1));
    assertTrue(wrongValue.contains("topK"), wrongValue);
    assertEquals("286:Egyptian cat", page.label(page.picture(Pictures.sample("cat.jpg"))));
    assertEquals(null, page.state("rule").get("error"));
  }
}
