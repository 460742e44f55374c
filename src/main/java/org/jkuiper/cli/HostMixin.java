package org.jkuiper.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jkuiper.host.EkuiperVersion;
import org.jkuiper.host.Host;
import org.jkuiper.host.HostOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of the commands that run a plugin under the local host. */
final class HostMixin {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Mixin private WorkMixin work;

  @Option(names = "--log", description = "Show what the plugin prints, on standard error.")
  private boolean log;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "How long an answer may take (default: 5, as in eKuiper).")
  private double timeout;

  @Option(
      names = "--like",
      paramLabel = "VERSION",
      defaultValue = "V2",
      description = "Whose habits to have: V2 (eKuiper 2) or V1_14 (default: V2).")
  private EkuiperVersion version = EkuiperVersion.V2;

  /** Whoever opens one has closed the one before. */
  private volatile @Nullable Host latest;

  /** Installs and starts the plugin; it ends with this process at the latest. */
  Host open(Path zip) throws IOException, InterruptedException {
    return open(zip, log);
  }

  Host open(Path zip, boolean showLog) throws IOException, InterruptedException {
    HostOptions options =
        work.options()
            .withVersion(version)
            .withRecvTimeout(Duration.ofMillis(Math.round(timeout * 1000)))
            .withLog(showLog ? this::print : line -> {});
    Host host = Host.install(zip, options);
    if (latest == null) {
      Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end-plugin"));
    }
    latest = host;
    return host;
  }

  private void print(String line) {
    command.commandLine().getErr().println(line);
  }

  private void end() {
    try {
      if (latest != null) {
        latest.close();
      }
    } catch (IOException e) {
      print("jkuiper: " + e.getMessage());
    }
  }
}
