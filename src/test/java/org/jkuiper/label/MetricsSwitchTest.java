package org.jkuiper.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jkuiper.LinesLogger;
import org.jkuiper.inference.Models;
import org.jkuiper.stats.Stats;
import org.jkuiper.tflite.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code metricsPort} of {@code pyai.properties}, set and changed while the plugin works. */
@Timeout(60)
class MetricsSwitchTest {
  @TempDir private Path folder;
  private final List<String> logged = Collections.synchronizedList(new ArrayList<>());
  private Models models;
  private LabelImage labelImage;

  @BeforeEach
  void aPlugin() throws IOException {
    Files.createDirectory(folder.resolve("models"));
    TinyModel.colours(folder.resolve("models/colours.tflite"));
    models = new Models(folder, List.of(LabelImage.TASK), Duration.ZERO);
    Stats stats = new Stats();
    models.onSettings(new MetricsSwitch(stats, new LinesLogger(logged)));
    labelImage = new LabelImage(models, stats);
  }

  @AfterEach
  void close() throws Exception {
    set("");
    models.close();
  }

  private void set(String line) throws IOException {
    Files.writeString(folder.resolve("pyai.properties"), line);
    labelImage.preload();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean serves(int port) throws InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
    try {
      return HttpClient.newHttpClient()
              .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private static void await(int port, boolean served) throws InterruptedException {
    while (serves(port) != served) {
      Thread.sleep(20);
    }
  }

  @Test
  void thePortIsServedAsLongAsItIsSet() throws Exception {
    int first = freePort();
    set("metricsPort=" + first);
    await(first, true);
    int second = freePort();
    set("metricsPort=" + second);
    await(second, true);
    await(first, false);
    set("threads=1");
    await(second, false);
  }

  @Test
  void settingsThatAreWrongLeaveItAsItIs() throws Exception {
    int port = freePort();
    set("metricsPort=" + port);
    await(port, true);
    set("metricsPort=" + port + "\nnonsense=1");
    Thread.sleep(100);
    assertTrue(serves(port));
  }

  @Test
  void aPortThatIsTakenIsAnErrorInTheLogAndLabelsGoOn() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      set("metricsPort=" + taken.getLocalPort());
      while (logged.isEmpty()) {
        Thread.sleep(20);
      }
      assertEquals(
          List.of(
              "no metrics at port "
                  + taken.getLocalPort()
                  + " of 127.0.0.1: Address already in use; trying again every 10 s"),
          logged);
      labelImage.exec(
          LabelImageTest.arguments(
              LabelImageTest.quoted(LabelImageTest.picture(java.awt.Color.RED))),
          new LabelImageTest.LoggingContext(new ArrayList<>()));
    }
  }
}
