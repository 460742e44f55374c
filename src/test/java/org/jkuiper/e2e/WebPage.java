package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The page of {@code jkuiper web} in a real browser, whose pictures go through a real broker, a
 * real eKuiper and the plugin.
 */
final class WebPage implements AutoCloseable {
  static final Path CAT = Path.of("samples", "cat.jpg");
  static final Path COFFEE = Path.of("samples", "coffee.jpg");
  static final Path SHUTTLE = Path.of("samples", "shuttle.jpg");
  static final Path PHOTOGRAPHER = Path.of("samples", "photographer.png");

  /** The label at the top of the ranking. */
  static final String BEST = "#ranking li:first-child .label";

  /** The buttons of the last twenty pictures, the newest first. */
  static final String STRIP = "#strip button";

  private final Path folder;
  private final Mosquitto broker;
  private final Kuiperd kuiperd;
  private final Browser browser;
  private final int port = Mosquitto.freePort();
  private WebTool web;

  private WebPage(Path folder) throws IOException {
    this.folder = folder;
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    kuiperd.install("pyai", Kuiperd.PYAI);
    browser = Browser.start(folder);
    startServer();
  }

  /** Skips the test where there is no browser. */
  static WebPage start(Path folder) throws IOException {
    assumeTrue(Browser.isInstalled(), "there is no chromium with its chromedriver here");
    return new WebPage(folder);
  }

  void startServer() throws IOException {
    web = WebTool.start(folder.resolve("web.log"), kuiperd, broker, port);
  }

  void stopServer() throws IOException {
    web.close();
  }

  Browser browser() {
    return browser;
  }

  URI address() {
    return web.address();
  }

  /** Where the plugin's models are. */
  Path models() {
    return folder.resolve("ekuiper/plugins/portable/pyai/models");
  }

  /** A file that is called a picture and is none. */
  Path noPicture() throws IOException {
    return Files.writeString(folder.resolve("holiday.jpg"), "no picture at all\n");
  }

  void open() {
    open(1240, 900, "light");
  }

  /** Returns when the page knows of eKuiper and the plugin. */
  void open(int width, int height, String colorScheme) {
    browser.screen(width, height, colorScheme);
    browser.open(address());
    browser.awaitText("#ekuiper", "eKuiper 2.");
    browser.awaitText("#plugin-state", "running");
  }

  /** Fails where the page has asked another machine for anything, or broke its own policy. */
  void keptToItself() throws IOException {
    List<String> requests = browser.requests();
    assertTrue(requests.contains(address().toString()), requests::toString);
    String own = "(" + Pattern.quote(address().toString()) + "|blob:|data:|chrome:).*";
    for (String request : requests) {
      assertTrue(request.matches(own), request);
    }
    for (String complaint : browser.complaints()) {
      assertFalse(complaint.contains("Content Security Policy"), complaint);
      assertFalse(complaint.contains("Uncaught"), complaint);
    }
  }

  @Override
  public void close() throws IOException {
    browser.close();
    web.close();
    kuiperd.close();
    broker.close();
  }
}
