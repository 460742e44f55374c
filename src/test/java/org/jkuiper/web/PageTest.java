package org.jkuiper.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.eclipse.jetty.server.Handler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that are served, and those that are not. */
class PageTest {
  private Site site;

  @BeforeEach
  void start() throws IOException {
    site = Site.bind("127.0.0.1", 0);
    site.start(new Handler.Sequence());
  }

  @AfterEach
  void stop() {
    site.close();
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(site.address().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void thePageAndItsPartsComeFromTheJar() throws Exception {
    HttpResponse<String> page = get("/");
    assertEquals(200, page.statusCode());
    assertEquals("text/html; charset=utf-8", page.headers().firstValue("Content-Type").orElse(""));
    assertTrue(page.body().startsWith("<!doctype html>"), page.body());
    HttpResponse<String> script = get("/assets/page.js");
    assertEquals(200, script.statusCode());
    assertEquals(
        "text/javascript; charset=utf-8", script.headers().firstValue("Content-Type").orElse(""));
  }

  @Test
  void whatTheBrowserHasIsNotSentAgain() throws Exception {
    String tag = get("/").headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> again = get("/", "If-None-Match", tag);
    assertEquals(304, again.statusCode());
    assertEquals("", again.body());
    assertEquals(200, get("/", "If-None-Match", "\"other\"").statusCode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/assets/../index.html",
        "/assets/../../Page.class",
        "/assets/..%2f..%2fPage.class",
        "/assets/%2e%2e/%2e%2e/Page.class",
        "/assets/..%5c..%5cPage.class",
        "/assets/%2fetc%2fpasswd",
        "/assets//etc/passwd",
        "/assets/.hidden.js",
        "/assets/",
        "/assets",
        "/assets/page.js%00.html",
        "/assets/page.js;x.html",
        "/assets/nothing.js",
        "/index.html",
        "/../probe.png",
        "/probe.png",
        "/%2e%2e/probe.png",
        "/..;/probe.png"
      })
  void nothingElseIsServed(String target) throws IOException {
    int status = RawHttp.status(site.port(), target, "Host: 127.0.0.1:" + site.port() + "\r\n");
    assertTrue(status == 404 || status == 400, () -> target + " " + status);
  }

  @Test
  void thePageCannotBeWritten() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(site.address()).header(Guard.OWN_HEADER, "1").DELETE().build();
    assertEquals(
        405, HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode());
  }
}
