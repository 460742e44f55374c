package org.jkuiper.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server of one file that cuts connections, falls silent, or changes the file. */
public final class FlakyServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** The Range of each request, or "all". */
  public final List<String> asked = new CopyOnWriteArrayList<>();

  public volatile byte[] file;
  public volatile String tag = "\"1\"";

  /** Whether it knows Range. */
  public volatile boolean ranges = true;

  /** How many bytes of the answer it sends before it cuts the connection. */
  public volatile int most = Integer.MAX_VALUE;

  /** Whether it falls silent, rather than cut the connection. */
  public volatile boolean silent;

  /** Answered in place of the file, if not 0. */
  public volatile int status;

  public FlakyServer(byte[] file) throws IOException {
    this.file = file;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/file");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String range = exchange.getRequestHeaders().getFirst("Range");
      asked.add(range == null ? "all" : range);
      if (status != 0) {
        exchange.sendResponseHeaders(status, -1);
        return;
      }
      String condition = exchange.getRequestHeaders().getFirst("If-Range");
      boolean part = range != null && ranges && (condition == null || condition.equals(tag));
      int from = part ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
      exchange.getResponseHeaders().set("ETag", tag);
      if (part && from >= file.length) {
        exchange.getResponseHeaders().set("Content-Range", "bytes */" + file.length);
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      if (part) {
        exchange
            .getResponseHeaders()
            .set("Content-Range", "bytes " + from + "-" + (file.length - 1) + "/" + file.length);
      }
      int length = file.length - from;
      exchange.sendResponseHeaders(part ? 206 : 200, length);
      OutputStream body = exchange.getResponseBody();
      body.write(file, from, Math.min(most, length));
      body.flush();
      if (silent) {
        TimeUnit.SECONDS.sleep(60);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
