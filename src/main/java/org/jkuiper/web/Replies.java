package org.jkuiper.web;

import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jkuiper.protocol.Json;
import org.jspecify.annotations.Nullable;

/** Answers in JSON. */
final class Replies {
  private Replies() {}

  static void json(Response response, Callback callback, int status, @Nullable Object body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(true, ByteBuffer.wrap(Json.write(body)), callback);
  }

  /** {@code {"error":"sentence"}}. */
  static void error(Response response, Callback callback, int status, String sentence) {
    json(response, callback, status, Map.of("error", sentence));
  }
}
