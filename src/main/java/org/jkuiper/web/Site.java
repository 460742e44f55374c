package org.jkuiper.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/** The HTTP server: the page, and the API behind the {@link Guard}. */
final class Site implements AutoCloseable {
  private static final int MOST_THREADS = 24;
  private static final long IDLE_MILLIS = 30_000;

  private final Server server;
  private final ServerConnector connector;
  private final String host;

  private Site(Server server, ServerConnector connector, String host) {
    this.server = server;
    this.connector = connector;
    this.host = host;
  }

  /**
   * Takes the port; answers nobody yet.
   *
   * @throws IOException if that cannot be
   */
  static Site bind(String host, int port) throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
    threads.setName("web");
    threads.setDaemon(true);
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(16 << 10);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.setErrorHandler(new Faults());
    try {
      var unused = InetAddress.getByName(host);
      connector.open();
    } catch (UnknownHostException e) {
      throw new IOException("no machine has the name " + host, e);
    } catch (IOException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "cannot listen on "
              + host
              + ":"
              + port
              + ": "
              + cause.getMessage()
              + "; --port 0 takes a free port",
          e);
    }
    return new Site(server, connector, AllowedHosts.literal(host));
  }

  int port() {
    return connector.getLocalPort();
  }

  URI address() {
    return URI.create("http://" + host + ":" + port() + "/");
  }

  /** Begins to answer. */
  void start(Handler api) throws IOException {
    server.setHandler(
        new Guard(new AllowedHosts(host, port()), new Handler.Sequence(new Page(), api)));
    try {
      server.start();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the HTTP server does not start: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      connector.close();
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server does not stop", e);
    }
  }

  /** What goes wrong outside our handlers is told as they tell it. */
  private static final class Faults extends ErrorHandler {
    @Override
    protected void generateResponse(
        Request request,
        Response response,
        int status,
        String message,
        @Nullable Throwable cause,
        Callback callback) {
      Replies.error(response, callback, status, String.valueOf(message));
    }
  }
}
