package org.jkuiper.web;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/** The requests of the page: each has one path and one method. */
final class Api extends Handler.Abstract {
  /** What the page may ask for; each method may block. */
  interface Desk {
    Map<String, ?> state();

    /**
     * Replaces the rule.
     *
     * @return the rule as it is now
     * @throws RefusedException if eKuiper or the function refuse it
     */
    Map<String, ?> changeRule(PictureRule to) throws Exception;

    /**
     * Kills the plugin's JVM.
     *
     * @return its process id
     * @throws RefusedException if that cannot be done from here
     */
    long killPlugin() throws RefusedException;
  }

  private static final int LONGEST_REQUEST = 64 << 10;

  private final Desk desk;
  private final Map<String, Handler> others;

  /**
   * @param uploads for {@code POST /api/pictures}
   * @param events for {@code GET /api/events}
   */
  Api(Desk desk, Handler uploads, Handler events) {
    this.desk = desk;
    this.others = Map.of("POST /api/pictures", uploads, "GET /api/events", events);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = request.getHttpURI().getPath();
    Handler other = others.get(request.getMethod() + " " + path);
    if (other != null) {
      return other.handle(request, response, callback);
    }
    String method = method(path);
    if (method == null) {
      Replies.error(response, callback, 404, "there is nothing at this address");
    } else if (!method.equals(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, method);
      Replies.error(response, callback, 405, path + " takes " + method + " only");
    } else {
      answer(path, request, response, callback);
    }
    return true;
  }

  private static @Nullable String method(String path) {
    return switch (path) {
      case "/api/state", "/api/events" -> "GET";
      case "/api/rule" -> "PUT";
      case "/api/pictures", "/api/plugin/kill" -> "POST";
      default -> null;
    };
  }

  private void answer(String path, Request request, Response response, Callback callback)
      throws Exception {
    try {
      switch (path) {
        case "/api/state" -> Replies.json(response, callback, 200, desk.state());
        case "/api/rule" ->
            Replies.json(response, callback, 200, desk.changeRule(PictureRule.of(body(request))));
        default -> Replies.json(response, callback, 202, Map.of("pid", desk.killPlugin()));
      }
    } catch (RefusedException e) {
      Replies.error(response, callback, e.status(), String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, @Nullable Object> body(Request request) throws Exception {
    try (InputStream in = Request.asInputStream(request)) {
      byte[] body = in.readNBytes(LONGEST_REQUEST);
      if (body.length == LONGEST_REQUEST) {
        throw new RefusedException(413, "this request is too long");
      }
      return Json.readObject(new String(body, StandardCharsets.UTF_8));
    } catch (MalformedMessageException e) {
      throw new RefusedException(400, String.valueOf(e.getMessage()));
    }
  }
}
