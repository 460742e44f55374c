package org.jkuiper.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What pages of other sites, and strangers, may not do. */
class GuardTest {
  private final AtomicInteger reached = new AtomicInteger();
  private Site site;
  private int port;

  @BeforeEach
  void start() throws IOException {
    site = Site.bind("127.0.0.1", 0);
    site.start(
        new Handler.Abstract() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            reached.incrementAndGet();
            Replies.json(response, callback, 200, Map.of());
            return true;
          }
        });
    port = site.port();
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private void assertRefused(int status) {
    assertEquals(403, status);
    assertEquals(0, reached.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "LOCALHOST", "[::1]"})
  void itsOwnNamesAreServed(String host) throws IOException {
    assertEquals(200, RawHttp.status(port, "/api/x", "Host: " + host + ":" + port + "\r\n"));
  }

  /** DNS rebinding: the name is another site's, the address ours. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example:PORT",
        "127.0.0.1.evil.example:PORT",
        "localhost.evil.example:PORT",
        "evil.example#localhost:PORT",
        "127.0.0.1",
        "127.0.0.1:1",
        "127.0.0.2:PORT",
        "0.0.0.0:PORT",
        "[::ffff:127.0.0.1]:PORT",
        "2130706433:PORT",
        ":PORT"
      })
  void anotherHostIsRefused(String host) throws IOException {
    String own = host.replace("PORT", Integer.toString(port));
    int status = RawHttp.status(port, "/api/x", "Host: " + own + "\r\n");
    assertTrue(status == 403 || status == 400, () -> host + " " + status);
    assertEquals(0, reached.get());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Host:\r\n", "Host: evil.example\r\nHost: 127.0.0.1:PORT\r\n"})
  void aMissingOrDoubleHostIsRefused(String headers) throws IOException {
    String own = headers.replace("PORT", Integer.toString(port));
    int status = RawHttp.status(port, "/api/x", own);
    assertTrue(status == 403 || status == 400, () -> headers + " " + status);
    assertEquals(0, reached.get());
  }

  @Test
  void httpOfBeforeThereWereHostsIsRefused() throws IOException {
    String answer = RawHttp.send(port, "GET /api/x HTTP/1.0\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 403") || answer.startsWith("HTTP/1.1 400"), answer);
    assertEquals(0, reached.get());
  }

  @Test
  void aWholeAddressInTheRequestLineCountsAsTheHost() throws IOException {
    int status =
        RawHttp.status(
            port, "http://evil.example:" + port + "/", "Host: 127.0.0.1:" + port + "\r\n");
    assertTrue(status == 403 || status == 400, () -> "status " + status);
    assertEquals(0, reached.get());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://evil.example",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "https://127.0.0.1:PORT",
        "http://localhost:PORT"
      })
  void aRequestOfAnotherOriginIsRefused(String origin) throws Exception {
    String own = origin.replace("PORT", Integer.toString(port));
    assertRefused(post("Origin", own, Guard.OWN_HEADER, "1").statusCode());
  }

  @Test
  void aRequestOfItsOwnOriginIsServed() throws Exception {
    String origin = "http://127.0.0.1:" + port;
    assertEquals(
        200,
        post("Origin", origin, "Sec-Fetch-Site", "same-origin", Guard.OWN_HEADER, "1")
            .statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void whatAnotherSitesPageFetchesIsRefused(String site) throws IOException {
    String host = "Host: localhost:" + port + "\r\n";
    assertRefused(RawHttp.status(port, "/api/x", host, "Sec-Fetch-Site: " + site + "\r\n"));
    assertRefused(
        RawHttp.status(
            port,
            "/api/x",
            host,
            "Sec-Fetch-Site: " + site + "\r\n",
            "Sec-Fetch-Mode: no-cors\r\n"));
  }

  @Test
  void aLinkOnAnotherSiteOpensThePage() throws IOException {
    String host = "Host: localhost:" + port + "\r\n";
    assertEquals(
        200,
        RawHttp.status(
            port, "/", host, "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\n"));
  }

  @Test
  void aChangeWithoutTheHeaderThatNoFormCanSendIsRefused() throws Exception {
    assertRefused(post("Content-Type", "text/plain").statusCode());
    HttpResponse<String> answer = post(Guard.OWN_HEADER, "0");
    assertRefused(answer.statusCode());
    assertEquals(
        "{\"error\":\"a request that changes something needs the header X-Jkuiper: 1\"}",
        answer.body());
  }

  /** A browser asks so whether another site's script may send the header. */
  @Test
  void noOtherSiteIsGivenConsent() throws IOException {
    String answer =
        RawHttp.send(
            port,
            "OPTIONS /api/rule HTTP/1.1\r\nHost: 127.0.0.1:"
                + port
                + "\r\nConnection: close\r\n"
                + "Origin: http://evil.example\r\nAccess-Control-Request-Method: PUT\r\n"
                + "Access-Control-Request-Headers: x-jkuiper\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    assertFalse(answer.toLowerCase(java.util.Locale.ROOT).contains("access-control"), answer);
  }

  @Test
  void theBrowserIsToldToRunNothingOfOthers() throws Exception {
    HttpRequest request = HttpRequest.newBuilder(site.address()).build();
    HttpHeaders headers =
        HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).headers();
    String policy = headers.firstValue("Content-Security-Policy").orElse("");
    assertTrue(policy.startsWith("default-src 'self'; "), policy);
    assertFalse(policy.contains("unsafe") || policy.contains("*"), policy);
    assertTrue(policy.contains("frame-ancestors 'none'"), policy);
    assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElse(""));
    assertEquals("no-referrer", headers.firstValue("Referrer-Policy").orElse(""));
    assertTrue(headers.firstValue("Server").isEmpty());
  }

  private HttpResponse<String> post(String... headers) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(site.address().resolve("/api/rule"))
            .headers(headers)
            .POST(BodyPublishers.ofString("x"))
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }
}
