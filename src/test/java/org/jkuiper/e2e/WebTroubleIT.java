package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jkuiper.web.BrokerAddress;
import org.jkuiper.web.WebOptions;
import org.jkuiper.web.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code jkuiper web} where the broker or eKuiper are not there: at its start, and later. */
@Timeout(180)
class WebTroubleIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private Mosquitto broker;
  private Kuiperd kuiperd;

  @BeforeEach
  void start() throws Exception {
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    kuiperd.install("pyai", Kuiperd.PYAI);
  }

  @AfterEach
  void stop() throws Exception {
    kuiperd.close();
    broker.close();
  }

  private WebOptions options() {
    return options(kuiperd.rest(), broker.url(), 0);
  }

  private static WebOptions options(URI ekuiper, String broker, int port) {
    BrokerAddress address = BrokerAddress.parse(broker);
    return new WebOptions(ekuiper, address, address, "127.0.0.1", port);
  }

  private static String refusal(WebOptions options) {
    return String.valueOf(
        assertThrows(IOException.class, () -> WebServer.start(options)).getMessage());
  }

  @Test
  void whatIsNotThereAtTheStartIsNamed() throws Exception {
    int free = Mosquitto.freePort();
    String nowhere = "127.0.0.1:" + free;
    assertEquals(
        "no eKuiper answers at http://"
            + nowhere
            + ": is it running, and is this its REST address?",
        refusal(options(URI.create("http://" + nowhere), broker.url(), 0)));
    String noBroker = refusal(options(kuiperd.rest(), "tcp://" + nowhere, 0));
    assertTrue(noBroker.contains("no MQTT broker takes us at tcp://" + nowhere), noBroker);
    String taken = refusal(options(kuiperd.rest(), broker.url(), broker.port()));
    assertTrue(taken.startsWith("cannot listen on 127.0.0.1:" + broker.port()), taken);
    kuiperd.expect(200, "DELETE", "/plugins/portables/pyai", "");
    String noPlugin = refusal(options());
    assertTrue(noPlugin.contains("function labelImage not found"), noPlugin);
    assertTrue(noPlugin.endsWith("is the plugin installed? (jkuiper install pyai.zip)"), noPlugin);
    // Nothing of the attempts is left.
    assertEquals("[]", kuiperd.get("/streams"));
  }

  @Test
  void aBrokerThatComesBackBringsTheAnswer() throws Exception {
    try (WebServer server = WebServer.start(options());
        WebClient page = new WebClient(server.address())) {
      assertEquals("286:Egyptian cat", page.label(page.picture(Pictures.sample("cat.jpg"))));
      broker.close();
      Eventually.holds(LIMIT, () -> brokerIs(page, false), () -> "the broker is said to be there");
      String cat = page.picture(Pictures.sample("cat.jpg"));
      String coffee = page.picture(Pictures.sample("coffee.jpg"));
      broker = Mosquitto.start(folder, broker.port());
      assertEquals("286:Egyptian cat", page.label(cat));
      assertEquals("968:espresso", page.label(coffee));
      Eventually.holds(LIMIT, () -> brokerIs(page, true), () -> "the broker is said to be away");
    }
  }

  private static boolean brokerIs(WebClient page, boolean connected) {
    try {
      return page.state("broker").get("connected").equals(connected);
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }

  @Test
  void anEkuiperThatComesBackBringsTheAnswer() throws Exception {
    try (WebServer server = WebServer.start(options());
        WebClient page = new WebClient(server.address())) {
      assertEquals("286:Egyptian cat", page.label(page.picture(Pictures.sample("cat.jpg"))));
      kuiperd.kill();
      String cat = page.picture(Pictures.sample("cat.jpg"));
      Eventually.holds(
          LIMIT, () -> ekuiperError(page) != null, () -> "eKuiper is said to be there");
      assertEquals("unknown", page.state("plugin").get("state"));
      kuiperd.restart();
      assertEquals("286:Egyptian cat", page.label(cat));
      Eventually.holds(LIMIT, () -> ekuiperError(page) == null, () -> "eKuiper is said to be away");
    }
  }

  private static Object ekuiperError(WebClient page) {
    try {
      return page.state("ekuiper").get("error");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatNeverComesBackIsSaidOfEachPicture() throws Exception {
    try (WebServer server = WebServer.start(options());
        WebClient page = new WebClient(server.address())) {
      kuiperd.close();
      String first = page.picture(Pictures.sample("cat.jpg"));
      String second = page.picture(Pictures.sample("coffee.jpg"));
      String words = page.error(first);
      assertTrue(words.startsWith("no eKuiper answers at " + kuiperd.rest()), words);
      assertTrue(words.endsWith("(tried for 30 s)"), words);
      assertEquals(words, page.error(second));
      int status =
          page.send(
                  "PUT",
                  "/api/rule",
                  "{\"function\":\"labelImage\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8))
              .statusCode();
      assertEquals(503, status);
    }
  }

  @Test
  void aPluginThatIsRemovedAndInstalledAgainLabelsAgain() throws Exception {
    try (WebServer server = WebServer.start(options());
        WebClient page = new WebClient(server.address())) {
      kuiperd.expect(200, "DELETE", "/plugins/portables/pyai", "");
      Eventually.holds(
          LIMIT, () -> "missing".equals(plugin(page).get("state")), () -> "it is there");
      assertEquals(409, page.send("POST", "/api/plugin/kill", new byte[0]).statusCode());
      String cat = page.picture(Pictures.sample("cat.jpg"));
      kuiperd.install("pyai", Kuiperd.PYAI);
      assertEquals("286:Egyptian cat", page.label(cat));
      Eventually.holds(
          LIMIT, () -> "running".equals(plugin(page).get("state")), () -> plugin(page).toString());
    }
  }

  private static Map<?, ?> plugin(WebClient page) {
    try {
      return page.state("plugin");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
