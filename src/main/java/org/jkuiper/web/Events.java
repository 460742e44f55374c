package org.jkuiper.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jkuiper.protocol.Json;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/events}: server-sent events (WHATWG HTML, 9.2) to whoever listens. News has an
 * id, and a client that comes back with the last one it saw gets what it missed; of a state only
 * the latest counts, and a new client gets it at once. Thread-safe; never waits for a client.
 */
final class Events extends Handler.Abstract.NonBlocking {
  private static final int KEPT_NEWS = 500;
  private static final int MOST_CLIENTS = 50;

  private record News(long id, ByteBuffer event) {}

  private final ArrayDeque<News> news = new ArrayDeque<>();
  private final Map<String, ByteBuffer> states = new LinkedHashMap<>();
  private final List<EventClient> clients = new ArrayList<>();
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
  private long latest;

  /** Tells everybody something that nobody may miss. */
  synchronized void news(String name, Object data) {
    long id = ++latest;
    ByteBuffer event = event("id: " + run + "-" + id + "\n", name, data);
    news.addLast(new News(id, event));
    if (news.size() > KEPT_NEWS) {
      news.removeFirst();
    }
    send(event);
  }

  /** Tells everybody how something is now, and newcomers, too. */
  synchronized void state(String name, Object data) {
    ByteBuffer event = event("", name, data);
    states.put(name, event);
    send(event);
  }

  /** Tells everybody who listens at this moment. */
  synchronized void tick(String name, Object data) {
    send(event("", name, data));
  }

  private void send(ByteBuffer event) {
    clients.removeIf(client -> !client.send(event));
  }

  /** JSON has no line break, which would end the data. */
  private static ByteBuffer event(String id, String name, Object data) {
    String text = id + "event: " + name + "\ndata: " + Json.text(data) + "\n\n";
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Long seen = seen(request.getHeaders().get("Last-Event-ID"));
    synchronized (this) {
      if (clients.size() >= MOST_CLIENTS) {
        Replies.error(response, callback, 503, "too many pages are open");
        return true;
      }
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream");
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      EventClient client = new EventClient(response, callback);
      clients.add(client);
      // A browser tries again a second after a connection is lost.
      client.send(ByteBuffer.wrap("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8)));
      states.values().forEach(client::send);
      if (seen != null) {
        news.stream().filter(one -> one.id() > seen).forEach(one -> client.send(one.event()));
      }
      request.addFailureListener(fault -> client.close());
    }
    return true;
  }

  /**
   * The number in the last id that a client saw of this run; 0 if it is of another; null for none.
   */
  private @Nullable Long seen(@Nullable String last) {
    if (last == null) {
      return null;
    }
    String number = last.startsWith(run + "-") ? last.substring(run.length() + 1) : "0";
    try {
      return Long.valueOf(number);
    } catch (NumberFormatException e) {
      return 0L;
    }
  }

  /** Ends all connections. */
  synchronized void close() {
    clients.forEach(EventClient::close);
    clients.clear();
  }
}
