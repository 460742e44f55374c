package org.jkuiper.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pictures by HTTP, and what is too large. */
@Timeout(60)
class UploadsTest {
  private final List<byte[]> taken = new CopyOnWriteArrayList<>();
  private Site site;

  @BeforeEach
  void start() throws IOException {
    site = Site.bind("127.0.0.1", 0);
    site.start(
        new Uploads(
            picture -> {
              if (taken.size() == 2) {
                throw new RefusedException(503, "full");
              }
              taken.add(picture);
              return "p" + taken.size();
            }));
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private HttpResponse<String> post(BodyPublisher body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(site.address().resolve("/api/pictures"))
            .header(Guard.OWN_HEADER, "1")
            .POST(body)
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  @Test
  void aPictureIsTakenAsItIs() throws Exception {
    byte[] picture = new byte[Uploads.MOST_BYTES];
    picture[7] = 7;
    HttpResponse<String> answer = post(BodyPublishers.ofByteArray(picture));
    assertEquals(202, answer.statusCode());
    assertEquals("{\"id\":\"p1\"}", answer.body());
    assertArrayEquals(picture, taken.get(0));
  }

  @Test
  void onePieceByPieceToo() throws Exception {
    byte[] picture = new byte[100_000];
    picture[99_999] = 1;
    assertEquals(
        202,
        post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(picture))).statusCode());
    assertArrayEquals(picture, taken.get(0));
  }

  @Test
  void anEmptyOneIsRefused() throws Exception {
    HttpResponse<String> answer = post(BodyPublishers.noBody());
    assertEquals(400, answer.statusCode());
    assertEquals("{\"error\":\"there is no picture in this request\"}", answer.body());
  }

  @Test
  void oneMoreThanTheReceiverHasRoomForGetsItsSentence() throws Exception {
    for (int i = 0; i < 2; i++) {
      assertEquals(202, post(BodyPublishers.ofString("x")).statusCode());
    }
    HttpResponse<String> answer = post(BodyPublishers.ofString("x"));
    assertEquals(503, answer.statusCode());
    assertEquals("{\"error\":\"full\"}", answer.body());
  }

  /** By its stated length, before a byte of it has come. */
  @Test
  void aLargerOneIsRefusedAtOnce() throws Exception {
    String answer = RawHttp.send(site.port(), head("Content-Length: " + (Uploads.MOST_BYTES + 1)));
    assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
    assertTrue(answer.contains("a picture has 16777216 bytes (16 MiB) at most"), answer);
    assertTrue(taken.isEmpty());
  }

  /** Who does not tell the length is stopped as soon as it is too much. */
  @Test
  void anEndlessOneIsRefusedWhileItComes() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(head("Transfer-Encoding: chunked").getBytes(StandardCharsets.ISO_8859_1));
      byte[] chunk = new byte[(1 << 20) + 9 + 2];
      System.arraycopy("0100000\r\n".getBytes(StandardCharsets.ISO_8859_1), 0, chunk, 0, 9);
      chunk[chunk.length - 2] = '\r';
      chunk[chunk.length - 1] = '\n';
      for (int i = 0; i < 17; i++) {
        out.write(chunk);
      }
      out.flush();
      byte[] start = socket.getInputStream().readNBytes(13);
      assertEquals("HTTP/1.1 413 ", new String(start, StandardCharsets.ISO_8859_1));
    }
    assertTrue(taken.isEmpty());
  }

  private String head(String length) {
    return "POST /api/pictures HTTP/1.1\r\nHost: 127.0.0.1:"
        + site.port()
        + "\r\nX-Jkuiper: 1\r\n"
        + length
        + "\r\n\r\n";
  }
}
