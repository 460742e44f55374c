package org.jkuiper.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code POST /api/pictures}: takes a picture, whatever its bytes are, up to a limit. */
final class Uploads extends Handler.Abstract {
  /** What the plugin takes by default (maxImageBytes). */
  static final int MOST_BYTES = 16 << 20;

  /** What becomes of a picture. */
  interface Receiver {
    /**
     * Takes the picture.
     *
     * @return its id
     * @throws RefusedException if there is no room
     */
    String accept(byte[] picture) throws RefusedException;
  }

  private final Receiver receiver;

  Uploads(Receiver receiver) {
    this.receiver = receiver;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    try {
      byte[] picture = read(request);
      if (picture.length == 0) {
        throw new RefusedException(400, "there is no picture in this request");
      }
      Replies.json(response, callback, 202, Map.of("id", receiver.accept(picture)));
    } catch (RefusedException e) {
      if (e.status() == 413) {
        // What is still on its way is not read.
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
      }
      Replies.error(response, callback, e.status(), String.valueOf(e.getMessage()));
    }
    return true;
  }

  private static byte[] read(Request request) throws IOException, RefusedException {
    if (request.getLength() > MOST_BYTES) {
      throw tooLarge();
    }
    try (InputStream in = Request.asInputStream(request)) {
      byte[] picture = in.readNBytes(MOST_BYTES);
      if (picture.length == MOST_BYTES && in.read() >= 0) {
        throw tooLarge();
      }
      return picture;
    }
  }

  private static RefusedException tooLarge() {
    return new RefusedException(
        413, "a picture has " + MOST_BYTES + " bytes (" + (MOST_BYTES >> 20) + " MiB) at most");
  }
}
