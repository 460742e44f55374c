package org.jkuiper.sp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A running peer of another implementation; see {@code pynng_peer.py} for what it can do. */
final class ForeignPeer implements AutoCloseable {
  private final Process process;
  private final BufferedReader output;

  /** Returns when the peer has its socket. */
  ForeignPeer(List<String> program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    output = process.inputReader();
    expect("ready");
  }

  @Nullable String line() throws IOException {
    return output.readLine();
  }

  void expect(String line) throws IOException {
    assertEquals(line, output.readLine());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Kills it: SIGKILL, as a power cut would. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
