package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes a plugin out of a running eKuiper. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = "Removes a portable plugin from a running eKuiper.")
final class Remove implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private EkuiperMixin ekuiper;

  @Parameters(paramLabel = "NAME", description = "The plugin's name.")
  private String name;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    out.println(ekuiper.client().remove(name));
    out.flush();
    return 0;
  }
}
