package org.jkuiper.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jkuiper.host.Host;
import org.jkuiper.host.HostedSink;
import org.jkuiper.host.PluginFault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Feeds a sink. */
@Command(
    name = "sink",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a plugin under the local host, opens one of its sinks and sends it each line of standard"
          + " input.",
      "With requireAck=true it waits for the sink's answer to each line."
    })
final class SinkCommand implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Mixin private HostMixin hosting;

  @Mixin private ConfigMixin config;

  @Parameters(index = "0", paramLabel = "ZIP", description = "The plugin.")
  private Path zip;

  @Parameters(index = "1", paramLabel = "SINK", description = "One of its sinks.")
  private String symbol;

  @Override
  public Integer call() throws IOException, InterruptedException {
    int number = 0;
    int refused = 0;
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Host host = hosting.open(zip)) {
      HostedSink sink = host.sink(symbol, config.properties());
      for (String line; (line = lines.readLine()) != null; ) {
        number++;
        try {
          sink.sendBytes(line.getBytes(StandardCharsets.UTF_8));
        } catch (PluginFault e) {
          refused++;
          PrintWriter err = command.commandLine().getErr();
          err.println("jkuiper: line " + number + ": " + e.getMessage());
          err.flush();
        }
      }
      sink.stop();
    }
    return refused == 0 ? 0 : 1;
  }
}
