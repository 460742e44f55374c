package org.jkuiper.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program that runs for as long as this JVM holds its standard input open (see {@code
 * tools/leash}): nothing of it outlives a test, nor a JVM that is killed.
 */
final class Leashed implements AutoCloseable {
  private static final int END_SECONDS = 15;

  private final Process process;
  private final Path log;

  private Leashed(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a command, in the project's folder.
   *
   * @param log gets its standard output and error, after what it holds already
   * @param environment added to this JVM's own
   */
  static Leashed start(Path log, Map<String, String> environment, String... command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return new Leashed(builder.start(), log);
  }

  /** What it has written so far. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "unreadable: " + e;
    }
  }

  /** The processes under it, however deep, that run: one that nobody has reaped has no command. */
  Stream<ProcessHandle> descendants() {
    return process.descendants().filter(handle -> handle.info().command().isPresent());
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("did not end in " + END_SECONDS + " s after its standard input did");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
    }
  }
}
