package org.jkuiper.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The plugin's executable, started as eKuiper does, and whatever that starts. */
final class PluginProcess implements PluginInstance {
  private static final int SHOWN_LINES = 12;
  private static final long END_SECONDS = 10;

  /** What eKuiper passes: {@code PortbleConf}. Nobody reads it. */
  private static final String ARGUMENT = "{\"sendTimeout\":1000}";

  private final Process process;
  private final Consumer<String> log;
  private final Deque<String> lastLines = new ArrayDeque<>();
  private final Thread reader;

  private PluginProcess(Process process, Consumer<String> log) {
    this.process = process;
    this.log = log;
    this.reader = new Thread(this::read, "plugin-log");
    reader.setDaemon(true);
    reader.start();
  }

  static PluginProcess start(Installation plugin, Consumer<String> log) throws HostException {
    String executable = plugin.executable().toString();
    List<String> command =
        plugin.descriptor().language().equals("python")
            ? List.of("python", "-u", executable, ARGUMENT)
            : List.of(executable, ARGUMENT);
    try {
      return new PluginProcess(
          new ProcessBuilder(command)
              .directory(plugin.executable().resolveSibling(".").normalize().toFile())
              .redirectErrorStream(true)
              .start(),
          log);
    } catch (IOException e) {
      throw new HostException(
          "plugin executable %s stops with error %s".formatted(executable, e.getMessage()), e);
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line; (line = lines.readLine()) != null; ) {
        synchronized (lastLines) {
          lastLines.add(line);
          if (lastLines.size() > SHOWN_LINES) {
            lastLines.remove();
          }
        }
        log.accept(line);
      }
    } catch (IOException e) {
      log.accept("the plugin's output cannot be read: " + e.getMessage());
    }
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public String lastWords() {
    if (!process.isAlive()) {
      awaitReader();
    }
    String state =
        process.isAlive() ? "it runs" : "its process ended with status " + process.exitValue();
    synchronized (lastLines) {
      return lastLines.isEmpty()
          ? state + ", having printed nothing"
          : state + "; its last lines:\n  " + String.join("\n  ", lastLines);
    }
  }

  /** What a dead process has written may not be read yet. */
  private void awaitReader() {
    try {
      reader.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ends it as eKuiper does, by SIGKILL of the one process that it knows. Then it ends whatever
   * that one had started, which eKuiper does not.
   */
  @Override
  public void end() throws InterruptedException {
    List<ProcessHandle> started =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    started.forEach(ProcessHandle::destroyForcibly);
    process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    for (ProcessHandle handle : started) {
      handle.onExit().completeOnTimeout(handle, END_SECONDS, TimeUnit.SECONDS).join();
    }
    reader.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
  }
}
