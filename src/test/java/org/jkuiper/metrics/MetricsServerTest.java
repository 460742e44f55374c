package org.jkuiper.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jkuiper.LinesLogger;
import org.jkuiper.stats.Stats;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MetricsServerTest {
  @Test
  void itTakesThePortOnceItIsFree() throws Exception {
    List<String> logged = Collections.synchronizedList(new ArrayList<>());
    ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    int port = taken.getLocalPort();
    MetricsServer server =
        new MetricsServer(port, new Stats(), new LinesLogger(logged), Duration.ofMillis(20));
    server.start();
    assertTrue(server.isDaemon());
    while (logged.isEmpty()) {
      Thread.sleep(5);
    }
    Thread.sleep(100);
    assertEquals(1, logged.size(), logged::toString);
    taken.close();
    while (logged.size() < 2) {
      Thread.sleep(5);
    }
    assertEquals("metrics at http://127.0.0.1:" + port + "/metrics", logged.get(1));
    server.interrupt();
    server.join();
    MetricsEndpoint.open(port, new Stats()).close();
  }
}
