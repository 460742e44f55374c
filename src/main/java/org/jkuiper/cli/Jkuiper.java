package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jkuiper.text.Snippet;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

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
      Models.class,
      Web.class,
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

  /** Prints UTF-8 in every locale: labels have letters that the POSIX locale lacks. */
  public static void main(String[] args) {
    CommandLine line =
        commandLine()
            .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
            .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    System.exit(line.execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Jkuiper());
    // An argument may begin with @.
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler(Jkuiper::report);
    line.setParameterExceptionHandler(Jkuiper::reportMisuse);
    CommandLine completion = line.getSubcommands().get("generate-completion");
    completion.getCommandSpec().usageMessage().hidden(false);
    return line;
  }

  /** One sentence if the cause is known; a trace only if the fault is ours. */
  private static int report(Exception fault, CommandLine line, CommandLine.ParseResult parsed)
      throws Exception {
    if (!(fault instanceof IOException) && !(fault instanceof IllegalArgumentException)) {
      throw fault;
    }
    PrintWriter err = line.getErr();
    err.println("jkuiper: " + shortened(String.valueOf(fault.getMessage()), parsed.originalArgs()));
    err.flush();
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** As picocli does it, but for the length. */
  private static int reportMisuse(ParameterException fault, String[] args) {
    CommandLine line = fault.getCommandLine();
    PrintWriter err = line.getErr();
    err.println(shortened(String.valueOf(fault.getMessage()), Arrays.asList(args)));
    if (!UnmatchedArgumentException.printSuggestions(fault, err)) {
      line.usage(err);
    }
    err.flush();
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  /**
   * A message in which a long argument, or the value behind its equals sign, is a {@link Snippet}.
   * The name of a file that is there stays whole.
   */
  private static String shortened(String message, List<String> args) {
    String shown = message;
    for (String arg : args) {
      for (String part : List.of(arg, arg.substring(arg.indexOf('=') + 1))) {
        if (part.length() > Snippet.MOST_CHARACTERS && !Values.isFile(part)) {
          shown = shown.replace(part, Snippet.of(part));
        }
      }
    }
    return shown;
  }
}
