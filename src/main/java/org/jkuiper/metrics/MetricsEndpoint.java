package org.jkuiper.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jkuiper.stats.Stats;

/**
 * Answers {@code GET http://127.0.0.1:PORT/metrics} with the {@link MetricsPage}. Nobody outside
 * this machine can reach it. It is the JDK's server, on threads of its own.
 */
public final class MetricsEndpoint implements AutoCloseable {
  private static final String PATH = "/metrics";
  private static final int THREADS = 2;

  static {
    // A client that sends half a request, or reads no answer, holds a thread no longer than this.
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "10");
  }

  private final HttpServer server;
  private final ExecutorService threads;

  private MetricsEndpoint(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Listens on a port of loopback.
   *
   * @param port 0 for any that is free
   * @throws IOException if the port is taken, or may not be taken by this user
   */
  public static MetricsEndpoint open(int port, Stats stats) throws IOException {
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS, MetricsEndpoint::thread);
    server.setExecutor(threads);
    server.createContext(PATH, exchange -> answer(exchange, stats));
    server.start();
    return new MetricsEndpoint(server, threads);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "metrics");
    thread.setDaemon(true);
    return thread;
  }

  private static void answer(HttpExchange exchange, Stats stats) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals(PATH)) {
        exchange.sendResponseHeaders(404, -1);
      } else if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(405, -1);
      } else {
        byte[] page = MetricsPage.of(stats);
        exchange.getResponseHeaders().set("Content-Type", MetricsPage.CONTENT_TYPE);
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
      }
    }
  }

  /** The port on which it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
