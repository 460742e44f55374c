package org.jkuiper.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Server-sent events, as they come out of a real socket. */
@Timeout(60)
class EventsTest {
  private final Events events = new Events();
  private Site site;

  @BeforeEach
  void start() throws IOException {
    site = Site.bind("127.0.0.1", 0);
    site.start(events);
  }

  @AfterEach
  void stop() {
    events.close();
    site.close();
  }

  /** A page that listens. */
  private final class Listener implements AutoCloseable {
    final Socket socket = new Socket();
    private final BufferedReader lines;
    String id = "";

    Listener(String... headers) throws IOException {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), site.port()));
      socket.setSoTimeout(10_000);
      String head =
          "GET /api/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n"
              .formatted(site.port(), String.join("", headers));
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      // From here on it is registered.
      String line;
      do {
        line = lines.readLine();
      } while (line != null && !line.equals("retry: 1000"));
    }

    /** The data of the next event of this name. */
    String next(String name) throws IOException {
      String event = "";
      for (String line; (line = lines.readLine()) != null; ) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          event = line.substring(7);
        } else if (line.startsWith("data: ") && event.equals(name)) {
          return line.substring(6);
        }
      }
      throw new IOException("the connection has ended");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void everybodyHearsEverythingInItsOrder() throws IOException {
    try (Listener one = new Listener();
        Listener two = new Listener()) {
      for (int i = 0; i < 100; i++) {
        events.news("result", Map.of("n", i));
      }
      for (Listener listener : new Listener[] {one, two}) {
        for (int i = 0; i < 100; i++) {
          assertEquals("{\"n\":" + i + "}", listener.next("result"));
        }
      }
    }
  }

  @Test
  void aNewcomerGetsTheLatestStateAtOnceAndNoOldNews() throws IOException {
    events.news("result", Map.of("n", 1));
    events.state("plugin", Map.of("pid", 1));
    events.state("plugin", Map.of("pid", 2));
    try (Listener listener = new Listener()) {
      assertEquals("{\"pid\":2}", listener.next("plugin"));
      events.news("result", Map.of("n", 2));
      assertEquals("{\"n\":2}", listener.next("result"));
    }
  }

  @Test
  void whoComesBackGetsWhatItMissed() throws IOException {
    String id;
    try (Listener listener = new Listener()) {
      events.news("result", Map.of("n", 1));
      assertEquals("{\"n\":1}", listener.next("result"));
      id = listener.id;
    }
    events.news("result", Map.of("n", 2));
    events.news("failure", Map.of("n", 3));
    try (Listener listener = new Listener("Last-Event-ID: " + id + "\r\n")) {
      assertEquals("{\"n\":2}", listener.next("result"));
      assertEquals("{\"n\":3}", listener.next("failure"));
    }
  }

  @Test
  void whoComesBackFromAFormerRunGetsAllThatIsKept() throws IOException {
    for (int i = 0; i < 600; i++) {
      events.news("result", Map.of("n", i));
    }
    for (String id : new String[] {"former-7", "", "x"}) {
      try (Listener listener = new Listener("Last-Event-ID: " + id + "\r\n")) {
        events.news("result", Map.of("n", "last"));
        String first = listener.next("result");
        assertTrue(first.startsWith("{\"n\":10"), first);
      }
    }
  }

  /** It is let go when 1 MiB waits for it, and the others have heard all in the meantime. */
  @Test
  void oneThatDoesNotReadHoldsUpNobodyAndIsLetGo() throws IOException {
    String text = "x".repeat(10_000);
    try (Listener slow = new Listener();
        Listener quick = new Listener()) {
      long started = System.nanoTime();
      int told = 0;
      // What the kernel buffers for a socket comes on top of what waits here.
      while (told < 2_000) {
        events.news("result", Map.of("n", told++, "text", text));
        assertTrue(quick.next("result").startsWith("{"));
      }
      assertTrue(System.nanoTime() - started < 30_000_000_000L);
      int heard = 0;
      try {
        while (true) {
          slow.next("result");
          heard++;
        }
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        assertTrue(heard < told, () -> "it was not let go");
      }
    }
  }

  @Test
  void aFiftyFirstPageIsRefused() throws IOException {
    Listener[] listeners = new Listener[50];
    for (int i = 0; i < listeners.length; i++) {
      listeners[i] = new Listener();
    }
    int status =
        RawHttp.status(site.port(), "/api/events", "Host: 127.0.0.1:" + site.port() + "\r\n");
    assertEquals(503, status);
    for (Listener listener : listeners) {
      listener.close();
    }
  }
}
