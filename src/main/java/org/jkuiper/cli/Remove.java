package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.jkuiper.host.EkuiperClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Takes a plugin out of a running eKuiper. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = "Removes a portable plugin from a running eKuiper.")
final class Remove extends EkuiperCommand {
  @Parameters(paramLabel = "NAME", description = "The plugin's name.")
  private String name;

  @Override
  boolean ask(EkuiperClient ekuiper, PrintWriter out) throws IOException, InterruptedException {
    out.println(ekuiper.remove(name));
    return true;
  }
}
