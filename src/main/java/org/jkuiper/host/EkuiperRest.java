package org.jkuiper.host;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/**
 * The REST API of a running eKuiper. Each method throws {@link EkuiperException} with eKuiper's own
 * words if it refuses, {@link HostException} if it cannot be reached. Thread-safe.
 */
final class EkuiperRest {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final URI base;
  private final Duration timeout;
  private final HttpClient http;

  /**
   * @param base such as {@code http://127.0.0.1:9081}
   * @param timeout for one answer
   * @throws IllegalArgumentException if it is no http address
   */
  EkuiperRest(URI base, Duration timeout) {
    if (base.getHost() == null || !String.valueOf(base.getScheme()).startsWith("http")) {
      throw new IllegalArgumentException(
          "eKuiper's address reads like http://127.0.0.1:9081, not " + base);
    }
    this.base = base;
    this.timeout = timeout;
    Duration connect = timeout.compareTo(CONNECT_TIMEOUT) < 0 ? timeout : CONNECT_TIMEOUT;
    this.http = HttpClient.newBuilder().connectTimeout(connect).build();
  }

  /** What eKuiper answers to a GET, as {@link Json#read(String)} gives it. */
  @Nullable Object getJson(String path) throws IOException, InterruptedException {
    try {
      return Json.read(send(request(path).GET()));
    } catch (MalformedMessageException e) {
      throw new HostException("what answers at " + base + " is no eKuiper: " + e.getMessage(), e);
    }
  }

  /** Sends JSON, and returns eKuiper's answer. */
  String send(String method, String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(json)));
  }

  String delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE());
  }

  /** A request to be {@link #send(HttpRequest.Builder) sent}. */
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(timeout);
  }

  String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response;
    try {
      response = http.send(request.build(), BodyHandlers.ofString());
    } catch (ConnectException e) {
      throw new HostException(
          "no eKuiper answers at " + base + ": is it running, and is this its REST address?", e);
    } catch (HttpTimeoutException e) {
      throw new HostException(
          "eKuiper at " + base + " does not answer within " + timeout.toSeconds() + " s", e);
    }
    if (response.statusCode() / 100 != 2) {
      throw new EkuiperException(response.statusCode(), message(response.body()));
    }
    return response.body().strip();
  }

  /** eKuiper wraps its sentence into an object; other servers on the port do not. */
  private static String message(String body) {
    try {
      return Json.readObject(body).get("message") instanceof String message
          ? message
          : body.strip();
    } catch (MalformedMessageException e) {
      return body.strip();
    }
  }

  /** A name as a segment of a path. */
  static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
