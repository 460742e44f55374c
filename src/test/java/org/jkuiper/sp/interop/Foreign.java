package org.jkuiper.sp.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The implementations we test against, and how their peers in {@code src/test/interop} are started.
 * Where a tool is missing the tests are skipped, but on CI ({@code CI=true}) they fail.
 */
final class Foreign {
  private Foreign() {}

  private static final Path SOURCES = Path.of("src", "test", "interop").toAbsolutePath();

  /** Whether to run tests that need the Go toolchain. */
  static boolean hasGo() {
    return go().isPresent() || onCi();
  }

  /** Whether to run tests that need a Python with pynng. */
  static boolean hasPynng() {
    return python().isPresent() || onCi();
  }

  private static boolean onCi() {
    return "true".equals(System.getenv("CI"));
  }

  /** Builds the mangos peer, in a second where it is built already. */
  static List<String> mangos() throws IOException, InterruptedException {
    Path built = Path.of("target", "interop", "mangos-peer").toAbsolutePath();
    String go = go().orElseThrow(() -> new IOException("no go on the PATH: the Go toolchain"));
    run(
        SOURCES.resolve("mangos"),
        List.of(go, "build", "-buildvcs=false", "-o", built.toString(), "."));
    return List.of(built.toString());
  }

  static List<String> pynng() throws IOException {
    String python =
        python().orElseThrow(() -> new IOException("no pynng: set JKUIPER_PYTHON or run ./test"));
    return List.of(python, SOURCES.resolve("pynng_peer.py").toString());
  }

  private static Optional<String> go() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "go"))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private static Optional<String> python() {
    return Stream.of(System.getenv("JKUIPER_PYTHON"), "build/venv/bin/python", "python3")
        .filter(python -> python != null && imports(python))
        .findFirst();
  }

  private static boolean imports(String python) {
    try {
      run(Path.of("").toAbsolutePath(), List.of(python, "-c", "import pynng"));
      return true;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(String.join(" ", command) + ": " + output);
    }
  }
}
