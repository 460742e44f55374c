package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jkuiper.host.Host;
import org.jkuiper.host.HostException;
import org.jkuiper.host.HostedFunction;
import org.jkuiper.protocol.Json;
import org.jkuiper.text.Snippet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Calls a function once, or once an argument. */
@Command(
    name = "call",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a plugin under the local host, calls one of its functions and prints the result as"
          + " JSON.",
      "An argument that names a file is passed as its bytes, one that is JSON (20, true, {\"a\":1})"
          + " as that, any other as text."
    })
final class Call implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private HostMixin hosting;

  @Option(names = "--text", description = "Pass all arguments as text.")
  private boolean text;

  @Option(
      names = "--each",
      description = "Call the function once for each argument, and print a line for each result.")
  private boolean each;

  @Parameters(index = "0", paramLabel = "ZIP", description = "The plugin.")
  private Path zip;

  @Parameters(index = "1", paramLabel = "FUNCTION", description = "One of its functions.")
  private String function;

  @Parameters(index = "2..*", paramLabel = "ARGUMENT", description = "What to call it with.")
  private List<String> arguments = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    int failures = 0;
    try (Host host = hosting.open(zip)) {
      HostedFunction called = host.function(function);
      if (!each) {
        print(called.exec(values(arguments).toArray()));
        return 0;
      }
      for (String argument : arguments) {
        try {
          print(called.exec(values(List.of(argument)).toArray()));
        } catch (HostException e) {
          failures++;
          PrintWriter err = command.commandLine().getErr();
          err.println("jkuiper: " + Snippet.of(argument) + ": " + e.getMessage());
          err.flush();
        }
      }
    }
    return failures == 0 ? 0 : 1;
  }

  private List<@Nullable Object> values(List<String> words) throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    for (String word : words) {
      values.add(text ? word : Values.argument(word));
    }
    return values;
  }

  private void print(@Nullable Object result) {
    PrintWriter out = command.commandLine().getOut();
    out.println(Json.text(result));
    out.flush();
  }
}
