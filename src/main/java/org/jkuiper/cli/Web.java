package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.jkuiper.host.EkuiperClient;
import org.jkuiper.web.BrokerAddress;
import org.jkuiper.web.WebOptions;
import org.jkuiper.web.WebServer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The page on which a picture becomes a label. */
@Command(
    name = "web",
    mixinStandardHelpOptions = true,
    description = {
      "Serves a page on which pictures go through a rule in a running eKuiper and come back with"
          + " their labels; until interrupted.",
      "It creates a stream and a rule of its own there, and removes them at its end."
    })
final class Web extends EkuiperCommand {
  @Option(
      names = "--broker",
      paramLabel = "URL",
      defaultValue = "tcp://127.0.0.1:1883",
      description =
          "The MQTT broker, tcp:// or ssl://, with USER:PASSWORD@ if it wants them (default:"
              + " tcp://127.0.0.1:1883).")
  private String broker;

  @Option(
      names = "--ekuiper-broker",
      paramLabel = "URL",
      description = "The same broker's address as eKuiper has it, if it is another.")
  private @Nullable String brokerOfEkuiper;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on (default: 127.0.0.1). Whoever reaches it may use the page: there"
              + " is no password.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "9083",
      description = "The port to listen on, 0 for any that is free (default: 9083).")
  private int port;

  @Override
  boolean ask(EkuiperClient ekuiper, PrintWriter out) throws IOException, InterruptedException {
    BrokerAddress ours = BrokerAddress.parse(broker);
    BrokerAddress theirs = brokerOfEkuiper == null ? ours : BrokerAddress.parse(brokerOfEkuiper);
    WebServer server = WebServer.start(new WebOptions(address(), ours, theirs, host, port));
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "end-web"));
    out.println("The page is at " + server.address() + " until Ctrl-C");
    out.flush();
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      // The end that a test asks for.
      server.close();
    }
    return true;
  }
}
