package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jkuiper.host.EkuiperClient;
import org.jkuiper.host.Finding;
import org.jkuiper.host.Finding.Severity;
import org.jkuiper.host.PluginZip;
import org.jkuiper.host.ZipCheck;
import org.jkuiper.protocol.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings a plugin into a running eKuiper. */
@Command(
    name = "install",
    mixinStandardHelpOptions = true,
    description =
        "Uploads a plugin to a running eKuiper and installs it, or updates it where it is there"
            + " already; shows its status.")
final class Install implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private EkuiperMixin ekuiper;

  @Parameters(paramLabel = "ZIP", description = "The plugin.")
  private Path zip;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    EkuiperClient client = ekuiper.client();
    try (PluginZip plugin = PluginZip.open(zip)) {
      List<Finding> errors =
          ZipCheck.of(plugin).stream()
              .filter(finding -> finding.severity() == Severity.ERROR)
              .toList();
      if (!errors.isEmpty()) {
        errors.forEach(out::println);
        out.println(zip + " is not in order and was not uploaded");
        out.flush();
        return 1;
      }
      out.println(client.install(plugin));
      out.println(Json.text(client.status(plugin.name())));
    }
    out.flush();
    return 0;
  }
}
