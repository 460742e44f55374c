package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jkuiper.host.EkuiperClient;
import org.jkuiper.protocol.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What is installed. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the portable plugins of a running eKuiper, each with its status.")
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private EkuiperMixin ekuiper;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    EkuiperClient client = ekuiper.client();
    for (String plugin : client.list()) {
      out.println(plugin + " " + Json.text(client.status(plugin)));
    }
    out.flush();
    return 0;
  }
}
