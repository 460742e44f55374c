package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.jkuiper.host.EkuiperClient;
import org.jkuiper.protocol.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** How a plugin fares. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows what a running eKuiper says of a portable plugin.")
final class Status extends EkuiperCommand {
  @Parameters(paramLabel = "NAME", description = "The plugin's name.")
  private String name;

  @Override
  boolean ask(EkuiperClient ekuiper, PrintWriter out) throws IOException, InterruptedException {
    out.println(Json.text(ekuiper.status(name)));
    return true;
  }
}
