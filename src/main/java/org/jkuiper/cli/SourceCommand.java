package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jkuiper.host.Host;
import org.jkuiper.host.HostedSource;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.SourceMessage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a source sends. */
@Command(
    name = "source",
    mixinStandardHelpOptions = true,
    description =
        "Runs a plugin under the local host, opens one of its sources and prints each message as a"
            + " line of JSON, until interrupted.")
final class SourceCommand implements Callable<Integer> {
  private static final Duration LOOK = Duration.ofSeconds(1);

  @Spec private CommandSpec command;

  @Mixin private HostMixin hosting;

  @Mixin private ConfigMixin config;

  @Option(
      names = {"-d", "--datasource"},
      paramLabel = "TEXT",
      defaultValue = "",
      description = "What the stream's DATASOURCE would say.")
  private String dataSource;

  @Option(
      names = {"-n", "--messages"},
      paramLabel = "N",
      defaultValue = "" + Long.MAX_VALUE,
      description = "End after so many messages.")
  private long messages;

  @Option(names = "--meta", description = "Print messages with their metadata.")
  private boolean meta;

  @Parameters(index = "0", paramLabel = "ZIP", description = "The plugin.")
  private Path zip;

  @Parameters(index = "1", paramLabel = "SOURCE", description = "One of its sources.")
  private String symbol;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    try (Host host = hosting.open(zip)) {
      HostedSource source = host.source(symbol, dataSource, config.properties());
      for (long left = messages; left > 0 && !out.checkError(); ) {
        SourceMessage message = source.next(LOOK);
        if (message != null) {
          out.println(Json.text(meta ? message : message.message()));
          out.flush();
          left--;
        }
      }
      source.stop();
    }
    return 0;
  }
}
