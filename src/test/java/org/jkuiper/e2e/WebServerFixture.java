package org.jkuiper.e2e;

import java.nio.file.Path;
import java.util.Map;
import org.jkuiper.web.BrokerAddress;
import org.jkuiper.web.WebOptions;
import org.jkuiper.web.WebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server of {@code jkuiper web} on a real broker, a real eKuiper and the plugin, and a client
 * that asks it as the page does. After each test the rule is as at first.
 */
@Timeout(180)
abstract class WebServerFixture {
  static Mosquitto broker;
  static Kuiperd kuiperd;
  static WebServer server;

  WebClient page;

  @BeforeAll
  static void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    kuiperd.install("pyai", Kuiperd.PYAI);
    server = WebServer.start(options(0));
  }

  static WebOptions options(int port) {
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
}
