package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.jkuiper.host.EkuiperClient;
import org.jkuiper.protocol.Json;
import picocli.CommandLine.Command;

/** What is installed. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the portable plugins of a running eKuiper, each with its status.")
final class ListCommand extends EkuiperCommand {
  @Override
  boolean ask(EkuiperClient ekuiper, PrintWriter out) throws IOException, InterruptedException {
    for (String plugin : ekuiper.list()) {
      out.println(plugin + " " + Json.text(ekuiper.status(plugin)));
    }
    return true;
  }
}
