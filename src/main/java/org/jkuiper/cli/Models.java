package org.jkuiper.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What concerns models rather than plugins. */
@Command(
    name = "models",
    mixinStandardHelpOptions = true,
    description = "Lists, fetches and checks TFLite models for labelImage and detectObjects.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelsList.class, ModelsFetch.class, ModelsCheck.class})
final class Models implements Runnable {
  @Spec private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(
        command.commandLine(), "name one of list, fetch, check after: jkuiper models");
  }
}
