package org.jkuiper.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** {@code target/jkuiper web}, as somebody starts it on the command line. */
final class WebTool implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(30);

  private final URI address;
  private final Leashed process;

  private WebTool(URI address, Leashed process) {
    this.address = address;
    this.process = process;
  }

  /**
   * Returns when it has told where its page is.
   *
   * @param log gets what it prints
   */
  static WebTool start(Path log, Kuiperd kuiperd, Mosquitto broker, int port) throws IOException {
    Leashed process =
        Leashed.start(
            log,
            Map.of(),
            "tools/leash",
            "target/jkuiper",
            "web",
            "--ekuiper=" + kuiperd.rest(),
            "--broker=" + broker.url(),
            "--port=" + port);
    URI address = URI.create("http://127.0.0.1:" + port + "/");
    Eventually.holds(START, () -> process.log().contains(address.toString()), process::log);
    return new WebTool(address, process);
  }

  URI address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
