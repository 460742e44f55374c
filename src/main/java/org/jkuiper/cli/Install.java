package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jkuiper.host.EkuiperClient;
import org.jkuiper.host.Finding;
import org.jkuiper.host.Finding.Severity;
import org.jkuiper.host.PluginZip;
import org.jkuiper.host.ZipCheck;
import org.jkuiper.protocol.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Brings a plugin into a running eKuiper. */
@Command(
    name = "install",
    mixinStandardHelpOptions = true,
    description =
        "Uploads a plugin to a running eKuiper and installs it, or updates it where it is there"
            + " already; shows its status.")
final class Install extends EkuiperCommand {
  @Parameters(paramLabel = "ZIP", description = "The plugin.")
  private Path zip;

  @Override
  boolean ask(EkuiperClient ekuiper, PrintWriter out) throws IOException, InterruptedException {
    try (PluginZip plugin = PluginZip.open(zip)) {
      List<Finding> errors =
          ZipCheck.of(plugin).stream()
              .filter(finding -> finding.severity() == Severity.ERROR)
              .toList();
      if (!errors.isEmpty()) {
        errors.forEach(out::println);
        out.println(zip + " is not in order and was not uploaded");
        return false;
      }
      out.println(ekuiper.install(plugin));
      out.println(Json.text(ekuiper.status(plugin.name())));
    }
    return true;
  }
}
