package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jkuiper.host.Finding;
import org.jkuiper.host.Finding.Severity;
import org.jkuiper.host.Host;
import org.jkuiper.host.HostException;
import org.jkuiper.host.PluginZip;
import org.jkuiper.host.ZipCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what is wrong with a zip before eKuiper does. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Says all that eKuiper would refuse or stumble over in a plugin's zip, and how to mend it.",
      "Where the zip itself is in order, the plugin is installed (which runs its install.sh) and"
          + " started under the local host, and so are its functions: only so are the symbols found"
          + " that the descriptor names and the code lacks."
    })
final class Verify implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private WorkMixin work;

  @Option(names = "--no-start", description = "Look only; run nothing of the plugin.")
  private boolean noStart;

  @Parameters(paramLabel = "ZIP", description = "The plugin.")
  private Path zip;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    try (PluginZip plugin = PluginZip.open(zip)) {
      findings.addAll(ZipCheck.of(plugin));
    }
    if (!noStart && !anyError(findings)) {
      findings.addAll(start());
    }
    PrintWriter out = command.commandLine().getOut();
    findings.forEach(out::println);
    boolean wrong = anyError(findings);
    out.println(zip + (wrong ? " is not in order" : " is in order"));
    out.flush();
    return wrong ? 1 : 0;
  }

  private static boolean anyError(List<Finding> findings) {
    return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
  }

  private List<Finding> start() throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>();
    List<String> log = new CopyOnWriteArrayList<>();
    String remedy = "mend it, or see the whole log with: jkuiper run " + zip;
    try (Host host = Host.install(zip, work.options().withLog(log::add))) {
      for (String function : host.descriptor().functions()) {
        try {
          var unused = host.function(function).isAggregate();
        } catch (HostException e) {
          findings.add(
              new Finding(
                  Severity.ERROR,
                  "the function " + function + " does not start: " + e.getMessage(),
                  remedy));
        }
      }
    } catch (HostException e) {
      findings.add(
          new Finding(Severity.ERROR, "the plugin does not start: " + e.getMessage(), remedy));
    }
    // Our runtime compares the descriptor with the code, and logs what one has and the other lacks.
    for (String line : log) {
      if (line.contains(" ERROR ")) {
        findings.add(new Finding(Severity.ERROR, "the plugin logged: " + line, remedy));
      }
    }
    return findings;
  }
}
