package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/** What the page of {@code jkuiper web} does, without a page: it asks, and listens to events. */
final class WebClient implements AutoCloseable {
  record Event(String name, Map<String, @Nullable Object> data) {}

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI address;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final Map<Object, Event> outcomes = new ConcurrentHashMap<>();
  private final List<Object> twice = new CopyOnWriteArrayList<>();
  private final Thread listener = new Thread(this::listen, "events");

  /** Returns when it hears events. */
  WebClient(URI address) {
    this.address = address;
    listener.setDaemon(true);
    listener.start();
    await("rule");
  }

  private void listen() {
    HttpRequest request = HttpRequest.newBuilder(address.resolve("/api/events")).build();
    try {
      String[] name = {""};
      http.send(request, BodyHandlers.ofLines())
          .body()
          .forEach(
              line -> {
                if (line.startsWith("event: ")) {
                  name[0] = line.substring(7);
                } else if (line.startsWith("data: ")) {
                  hear(new Event(name[0], read(line.substring(6))));
                }
              });
    } catch (IOException | java.io.UncheckedIOException | InterruptedException e) {
      // The server or the test has ended.
    }
  }

  private void hear(Event event) {
    events.add(event);
    Object id = event.data().get("id");
    if (event.name().equals("result") || event.name().equals("failure")) {
      if (outcomes.put(id, event) != null) {
        twice.add(id);
      }
    }
  }

  private static Map<String, @Nullable Object> read(String json) {
    try {
      return Json.readObject(json);
    } catch (MalformedMessageException e) {
      throw new IllegalStateException(json, e);
    }
  }

  /** The first event of this name. */
  Event await(String name) {
    Eventually.holds(LIMIT, () -> !all(name).isEmpty(), () -> "no event " + name);
    return all(name).get(0);
  }

  /** All events of this name so far. */
  List<Event> all(String name) {
    return events.stream().filter(event -> event.name().equals(name)).toList();
  }

  /** What has become of a picture; waits for it, and fails where anything has come twice. */
  Event outcome(String id) {
    Eventually.holds(LIMIT, () -> outcomes.containsKey(id), () -> "nothing came for " + id);
    assertEquals(List.of(), twice);
    return outcomes.get(id);
  }

  /** The best label of a picture that has one. */
  String label(String id) {
    Event event = outcome(id);
    assertEquals("result", event.name(), event::toString);
    return String.valueOf(((Map<?, ?>) results(event).get(0)).get("label"));
  }

  static List<?> results(Event event) {
    return (List<?>) assertNotNullList(event.data().get("results"));
  }

  private static Object assertNotNullList(@Nullable Object value) {
    assertNotNull(value);
    return value;
  }

  /** Why a picture has none. */
  String error(String id) {
    Event event = outcome(id);
    assertEquals("failure", event.name(), event::toString);
    assertNull(event.data().get("results"));
    return String.valueOf(event.data().get("error"));
  }

  HttpResponse<String> send(String method, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address.resolve(path))
            .header("X-Jkuiper", "1")
            .method(method, BodyPublishers.ofByteArray(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private Map<String, @Nullable Object> expect(int status, String method, String path, byte[] body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = send(method, path, body);
    assertEquals(status, answer.statusCode(), answer::body);
    return read(answer.body());
  }

  /** Sends a picture and returns its id. */
  String picture(byte[] picture) throws IOException, InterruptedException {
    return String.valueOf(expect(202, "POST", "/api/pictures", picture).get("id"));
  }

  Map<String, @Nullable Object> state() throws IOException, InterruptedException {
    return expect(200, "GET", "/api/state", new byte[0]);
  }

  /** The part of the state that has this name. */
  Map<?, ?> state(String part) throws IOException, InterruptedException {
    return (Map<?, ?>) assertNotNullList(state().get(part));
  }

  /** The rule as it is after a change. */
  Map<String, @Nullable Object> rule(String function, Map<String, ?> options)
      throws IOException, InterruptedException {
    return expect(
        200, "PUT", "/api/rule", Json.write(Map.of("function", function, "options", options)));
  }

  /** Why a rule is refused. */
  String refusal(String function, Map<String, ?> options) throws IOException, InterruptedException {
    return String.valueOf(
        expect(
                422,
                "PUT",
                "/api/rule",
                Json.write(Map.of("function", function, "options", options)))
            .get("error"));
  }

  /** Kills the plugin's JVM, and returns its process id. */
  long kill() throws IOException, InterruptedException {
    Object pid = expect(202, "POST", "/api/plugin/kill", new byte[0]).get("pid");
    return ((Number) assertNotNullList(pid)).longValue();
  }

  @Override
  public void close() {
    listener.interrupt();
  }
}
