package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jkuiper.web.WebServer;
import org.junit.jupiter.api.Test;

/** The server of {@code jkuiper web} on a real broker, a real eKuiper and the plugin. */
class WebServerIT extends WebServerFixture {
  private static final byte[] TEXT = "no picture at all".getBytes(StandardCharsets.UTF_8);

  @Test
  void aPictureComesBackWithItsLabelAndItsTime() throws Exception {
    String id = page.picture(Pictures.sample("cat.jpg"));
    assertEquals("286:Egyptian cat", page.label(id));
    Map<?, ?> millis = (Map<?, ?>) page.outcome(id).data().get("millis");
    double total = ((Number) millis.get("total")).doubleValue();
    assertTrue(total > 0 && total < 30_000, millis::toString);
  }

  @Test
  void eachErrorIsThatOfItsPictureHoweverManyAreSentAtOnce() throws Exception {
    Map<String, String> sent = new LinkedHashMap<>();
    for (int round = 0; round < 5; round++) {
      for (Map.Entry<String, String> sample : Pictures.LABELS.entrySet()) {
        sent.put(page.picture(Pictures.sample(sample.getKey())), sample.getValue());
        sent.put(page.picture(TEXT), "");
      }
    }
    sent.forEach(
        (id, label) -> {
          if (label.isEmpty()) {
            assertEquals("this is text, not an image", page.error(id));
          } else {
            assertEquals(label, page.label(id));
          }
        });
  }

  @Test
  void aHundredPicturesAndThreeKillsLoseNone() throws Exception {
    long before = ((Number) page.state("plugin").get("restarts")).longValue();
    Map<String, String> sent = new LinkedHashMap<>();
    List<Long> killed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      boolean cat = i % 2 == 0;
      String id = page.picture(Pictures.sample(cat ? "cat.jpg" : "coffee.jpg"));
      sent.put(id, cat ? "286:Egyptian cat" : "968:espresso");
      if (i % 30 == 29) {
        // The last but two is surely on its way or waiting.
        killed.add(page.kill());
        page.outcome(id);
      }
    }
    sent.forEach((id, label) -> assertEquals(label, page.label(id)));
    assertEquals(3, killed.stream().distinct().count());
    Map<?, ?> plugin = page.state("plugin");
    assertEquals("running", plugin.get("state"));
    assertFalse(killed.contains(((Number) plugin.get("pid")).longValue()), plugin::toString);
    assertEquals(before + 3, ((Number) plugin.get("restarts")).longValue());
    assertTrue(
        page.all("plugin").stream()
            .anyMatch(event -> "starting".equals(event.data().get("state"))));
    Eventually.holds(
        Duration.ofSeconds(10),
        () ->
            page.all("rate").stream()
                .anyMatch(
                    rate ->
                        ((Number) rate.data().get("perSecond")).longValue() > 0
                            && rate.data().get("p99") != null),
        () -> "no rate");
  }

  @Test
  void theStateTellsWhatThereIs() throws Exception {
    Map<String, ?> state = page.state();
    assertEquals("2.4.2", ((Map<?, ?>) state.get("ekuiper")).get("version"));
    assertEquals(true, ((Map<?, ?>) state.get("broker")).get("connected"));
    Map<?, ?> plugin = (Map<?, ?>) state.get("plugin");
    assertEquals("running", plugin.get("state"));
    assertEquals(kuiperd.jvms().get(0).pid(), ((Number) plugin.get("pid")).longValue());
    assertTrue(((Number) plugin.get("rssBytes")).longValue() > 10_000_000, plugin::toString);
    assertEquals(true, plugin.get("killable"));
    assertTrue(
        String.valueOf(state.get("models")).contains("efficientnet_lite0_int8"), state::toString);
    Map<?, ?> rule = (Map<?, ?>) state.get("rule");
    String saved = kuiperd.get("/rules/" + rule.get("id"));
    assertTrue(saved.contains(String.valueOf(rule.get("sql")).replace("\"", "\\\"")), saved);
  }

  @Test
  void whatIsNoRequestOfThePageIsRefused() throws Exception {
    HttpResponse<String> answer = page.send("GET", "/api/nothing", new byte[0]);
    assertEquals(404, answer.statusCode());
    assertEquals("{\"error\":\"there is nothing at this address\"}", answer.body());
    assertEquals(405, page.send("DELETE", "/api/rule", new byte[0]).statusCode());
    assertEquals(400, page.send("PUT", "/api/rule", TEXT).statusCode());
    assertEquals(413, page.send("PUT", "/api/rule", new byte[70_000]).statusCode());
  }

  @Test
  void itTakesDownWhatItHasMadeAndReplacesWhatAFormerRunHasLeft() throws Exception {
    int port = Mosquitto.freePort();
    String streams = kuiperd.get("/streams");
    String configs = kuiperd.get("/metadata/sources/yaml/mqtt");
    String name;
    try (WebServer second = WebServer.start(options(port));
        WebClient other = new WebClient(second.address())) {
      name = String.valueOf(other.state("rule").get("id"));
      assertNotEquals(page.state("rule").get("id"), name);
      assertTrue(kuiperd.get("/streams").contains(name));
    }
    assertEquals(streams, kuiperd.get("/streams"));
    assertEquals(configs, kuiperd.get("/metadata/sources/yaml/mqtt"));
    kuiperd.createStream("CREATE STREAM " + name + " () WITH (DATASOURCE=\"x\", FORMAT=\"JSON\")");
    kuiperd.expect(
        201, "POST", "/rules", Kuiperd.rule(name, "SELECT * FROM " + name, broker, "left"));
    try (WebServer second = WebServer.start(options(port));
        WebClient other = new WebClient(second.address())) {
      assertEquals("286:Egyptian cat", other.label(other.picture(Pictures.sample("cat.jpg"))));
    }
    assertEquals(streams, kuiperd.get("/streams"));
  }
}
