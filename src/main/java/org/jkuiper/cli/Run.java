package org.jkuiper.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jkuiper.host.Host;
import org.jkuiper.host.HostException;
import org.jkuiper.protocol.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The development loop. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Installs and starts a plugin as eKuiper does, with its functions, and shows its log;"
          + " installs it anew whenever the zip changes; until interrupted.",
      "A line of standard input, FUNCTION ARGUMENT..., calls a function."
    })
final class Run implements Callable<Integer> {
  private static final long LOOK_MILLIS = 300;

  @Spec private CommandSpec command;

  @Mixin private HostMixin hosting;

  @Parameters(paramLabel = "ZIP", description = "The plugin.")
  private Path zip;

  private @Nullable Host host;

  @Override
  public Integer call() throws IOException {
    try {
      loop();
    } catch (InterruptedException e) {
      // The end that a test asks for; people press Ctrl-C.
      stop();
    }
    return 0;
  }

  private void loop() throws IOException, InterruptedException {
    Thread input = new Thread(this::obey, "input");
    input.setDaemon(true);
    FileTime installed = changed();
    start();
    input.start();
    while (true) {
      Thread.sleep(LOOK_MILLIS);
      FileTime now = changed();
      // A build may be writing still: wait until it is done.
      if (!now.equals(installed) && now.toMillis() + LOOK_MILLIS < System.currentTimeMillis()) {
        installed = now;
        say(zip + " has changed");
        start();
      }
    }
  }

  private FileTime changed() throws IOException {
    return Files.exists(zip) ? Files.getLastModifiedTime(zip) : FileTime.fromMillis(0);
  }

  private synchronized void stop() throws IOException {
    if (host != null) {
      host.close();
      host = null;
    }
  }

  private synchronized void start() throws IOException, InterruptedException {
    stop();
    try {
      Host fresh = hosting.open(zip, true);
      host = fresh;
      for (String function : fresh.descriptor().functions()) {
        var unused = fresh.function(function);
      }
      say(fresh.descriptor().name() + " runs; Ctrl-C ends it");
    } catch (HostException e) {
      say(e.getMessage() + "; waiting for the zip to change");
    }
  }

  private void obey() {
    try {
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line; (line = lines.readLine()) != null; ) {
        if (!line.isBlank()) {
          obey(Arrays.asList(line.strip().split("\\s+")));
        }
      }
    } catch (IOException e) {
      say(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void obey(List<String> words) throws InterruptedException {
    try {
      if (host == null) {
        throw new HostException("the plugin does not run");
      }
      List<@Nullable Object> arguments = new ArrayList<>();
      for (String word : words.subList(1, words.size())) {
        arguments.add(Values.argument(word));
      }
      PrintWriter out = command.commandLine().getOut();
      out.println(Json.text(host.function(words.get(0)).exec(arguments.toArray())));
      out.flush();
    } catch (IOException e) {
      say(e.getMessage());
    }
  }

  private void say(@Nullable String sentence) {
    PrintWriter err = command.commandLine().getErr();
    err.println("jkuiper: " + sentence);
    err.flush();
  }
}
