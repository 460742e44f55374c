package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jkuiper.protocol.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How a plugin fares. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Shows what a running eKuiper says of a portable plugin.")
final class Status implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private EkuiperMixin ekuiper;

  @Parameters(paramLabel = "NAME", description = "The plugin's name.")
  private String name;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    out.println(Json.text(ekuiper.client().status(name)));
    out.flush();
    return 0;
  }
}
