package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;

/** The command line; each subcommand is a class of its own. */
@Command(
    name = "jkuiper",
    mixinStandardHelpOptions = true,
    versionProvider = Jkuiper.Version.class,
    description = "Makes, checks, runs and installs portable plugins for eKuiper in Java.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      New.class,
      Pack.class,
      Verify.class,
      Run.class,
      Call.class,
      SourceCommand.class,
      SinkCommand.class,
      Install.class,
      ListCommand.class,
      Status.class,
      Remove.class,
      GenerateCompletion.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:Done.",
      "1:Refused by the plugin, the zip or eKuiper; standard error says why.",
      "2:Wrong usage."
    })
public final class Jkuiper {
  /** Read when somebody asks. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"jkuiper " + Templates.text("version").strip()};
    }
  }

  private Jkuiper() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Jkuiper());
    // An argument may begin with @.
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Jkuiper::report);
    CommandLine completion = line.getSubcommands().get("generate-completion");
    completion.getCommandSpec().usageMessage().hidden(false);
    return line;
  }

  /** One sentence where the cause is known; a trace only where the fault is ours. */
  private static int report(Exception fault, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (!(fault instanceof IOException) && !(fault instanceof IllegalArgumentException)) {
      throw fault;
    }
    PrintWriter err = line.getErr();
    err.println("jkuiper: " + fault.getMessage());
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }
}
