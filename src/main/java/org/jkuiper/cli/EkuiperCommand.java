package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.Callable;
import org.jkuiper.host.EkuiperClient;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks a running eKuiper and prints what it says. */
abstract class EkuiperCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--ekuiper",
      paramLabel = "URL",
      defaultValue = "${env:EKUIPER:-http://127.0.0.1:9081}",
      description = "eKuiper's REST address (default: $EKUIPER, else http://127.0.0.1:9081).")
  private URI address;

  final URI address() {
    return address;
  }

  /** Returns whether all went well; what did not has been printed. */
  abstract boolean ask(EkuiperClient ekuiper, PrintWriter out)
      throws IOException, InterruptedException;

  @Override
  public final Integer call() throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    boolean done = ask(new EkuiperClient(address), out);
    out.flush();
    return done ? 0 : 1;
  }
}
