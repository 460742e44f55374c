package org.jkuiper.web;

import java.io.IOException;
import java.net.URI;
import org.jkuiper.host.HostException;

/** The server of {@code jkuiper web}. */
public final class WebServer implements AutoCloseable {
  private final Site site;
  private final Desk desk;

  private WebServer(Site site, Desk desk) {
    this.site = site;
    this.desk = desk;
  }

  /**
   * Returns when the page can be opened.
   *
   * @throws HostException if eKuiper is not there or refuses the rule
   * @throws IOException if the port is taken, or there is no broker
   */
  public static WebServer start(WebOptions options) throws IOException, InterruptedException {
    Site site = Site.bind(options.host(), options.port());
    try {
      Desk desk = Desk.open(options, site.port());
      WebServer server = new WebServer(site, desk);
      site.start(new Api(desk, new Uploads(desk::accept), desk.events()));
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      site.close();
      throw e;
    }
  }

  /** The page's address. */
  public URI address() {
    return site.address();
  }

  /** Takes down stream and rule, and ends. */
  @Override
  public void close() {
    desk.close();
    site.close();
  }
}
