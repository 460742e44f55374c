package org.jkuiper.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers as eKuiper 2.4.2 does; ToolIT goes against eKuiper itself. */
@Timeout(30)
class EkuiperClientTest {
  private record Answer(int status, String body) {}

  @TempDir Path temp;

  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private HttpServer server;
  private EkuiperClient client;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    client = new EkuiperClient(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests.add(request + " " + new String(body, StandardCharsets.ISO_8859_1));
    Answer answer = answers.getOrDefault(request, new Answer(500, "unexpected " + request));
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private PluginZip zip() throws IOException {
    return PluginZip.open(SampleZip.write(SampleZip.parts(), temp));
  }

  @Test
  void aNewPluginIsUploadedThenPosted() throws Exception {
    answers.put("GET /plugins/portables", new Answer(200, "[]"));
    answers.put("POST /config/uploads", new Answer(201, "/kuiper/data/uploads/jkhost.zip"));
    answers.put("POST /plugins/portables", new Answer(201, "portable plugin jkhost is created"));
    try (PluginZip zip = zip()) {
      assertEquals("portable plugin jkhost is created", client.install(zip));
    }
    String upload = requests.get(0);
    assertTrue(upload.contains("name=\"uploadFile\"; filename=\"jkhost.zip\""), upload);
    String bytes =
        new String(Files.readAllBytes(temp.resolve("jkhost.zip")), StandardCharsets.ISO_8859_1);
    assertTrue(upload.contains("\r\n\r\n" + bytes + "\r\n--jkuiper-"), upload);
    String post = requests.get(requests.size() - 1);
    assertTrue(post.contains("\"file\":\"file:///kuiper/data/uploads/jkhost.zip\""), post);
  }

  @Test
  void anInstalledPluginIsUpdated() throws Exception {
    answers.put("GET /plugins/portables", new Answer(200, "[{\"name\":\"jkhost\"}]"));
    answers.put("POST /config/uploads", new Answer(201, "/uploads/jkhost.zip"));
    answers.put(
        "PUT /plugins/portables/jkhost", new Answer(200, "portable plugin jkhost is updated"));
    try (PluginZip zip = zip()) {
      assertEquals("portable plugin jkhost is updated", client.install(zip));
    }
  }

  @Test
  void aRefusalComesInEkuipersWords() throws Exception {
    answers.put("GET /plugins/portables", new Answer(200, "[]"));
    answers.put("POST /config/uploads", new Answer(201, "/uploads/jkhost.zip"));
    answers.put(
        "POST /plugins/portables",
        new Answer(
            400,
            "{\"error\":1000,\"message\":\"portable plugin create command error: fail to install"
                + " plugin: missing run\"}"));
    try (PluginZip zip = zip()) {
      EkuiperException refusal = assertThrows(EkuiperException.class, () -> client.install(zip));
      assertEquals(
          "portable plugin create command error: fail to install plugin: missing run",
          refusal.getMessage());
      assertEquals(400, refusal.status());
    }
  }

  @Test
  void whatIsNoEkuiperIsSaidToBeNone() {
    answers.put("GET /plugins/portables", new Answer(200, "<html>"));
    HostException refusal = assertThrows(HostException.class, () -> client.list());
    assertTrue(refusal.getMessage().contains("is no eKuiper"), refusal.getMessage());
  }

  @Test
  void aRemovedPluginTakesItsUploadAlong() throws Exception {
    answers.put(
        "DELETE /plugins/portables/jkhost", new Answer(200, "portable plugin jkhost is deleted"));
    assertEquals("portable plugin jkhost is deleted", client.remove("jkhost"));
    assertEquals("DELETE /config/uploads/jkhost.zip ", requests.get(1));
  }
}
