package org.jkuiper.web;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One who listens to events. What it has not read waits here, up to a limit; beyond it the
 * connection ends, and a browser comes back and asks for what it missed. Thread-safe.
 */
final class EventClient {
  private static final int MOST_WAITING_BYTES = 1 << 20;

  private final Response response;
  private final Callback done;
  private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private boolean writing;
  private boolean closed;

  EventClient(Response response, Callback done) {
    this.response = response;
    this.done = done;
  }

  /** Returns at once; whether it still listens. */
  boolean send(ByteBuffer event) {
    synchronized (this) {
      if (closed) {
        return false;
      }
      waiting.add(event);
      waitingBytes += event.remaining();
      if (waitingBytes <= MOST_WAITING_BYTES) {
        if (writing) {
          return true;
        }
        writing = true;
      }
    }
    if (waitingBytes > MOST_WAITING_BYTES) {
      close();
      return false;
    }
    writeNext();
    return true;
  }

  private void writeNext() {
    ByteBuffer all = takeAll();
    if (all != null) {
      response.write(false, all, Callback.from(this::writeNext, fault -> close()));
    }
  }

  private synchronized @Nullable ByteBuffer takeAll() {
    if (waiting.isEmpty() || closed) {
      writing = false;
      return null;
    }
    ByteBuffer all = ByteBuffer.allocate(waitingBytes);
    waiting.forEach(event -> all.put(event.duplicate()));
    waiting.clear();
    waitingBytes = 0;
    return all.flip();
  }

  /** Ends the connection. */
  void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      waiting.clear();
    }
    done.failed(new java.io.EOFException("the page is gone, or does not read"));
  }
}
