package org.jkuiper.cli;

import java.net.URI;
import org.jkuiper.host.EkuiperClient;
import picocli.CommandLine.Option;

/** Which eKuiper. */
final class EkuiperMixin {
  @Option(
      names = "--ekuiper",
      paramLabel = "URL",
      defaultValue = "${env:EKUIPER:-http://127.0.0.1:9081}",
      description = "eKuiper's REST address (default: $EKUIPER, else http://127.0.0.1:9081).")
  private URI address;

  EkuiperClient client() {
    return new EkuiperClient(address);
  }
}
