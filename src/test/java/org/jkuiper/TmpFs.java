package org.jkuiper;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of a size of its own, in memory: one that fills up, or turns read-only. */
public final class TmpFs implements AutoCloseable {
  private final Path path;

  private TmpFs(Path path) {
    this.path = path;
  }

  /** Whether this machine lets us mount: a condition for the tests that do. */
  public static boolean canMount() throws IOException {
    return run("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt") == 0;
  }

  /**
   * Mounts one.
   *
   * @param size as mount(8) takes it: {@code 64k}
   * @param path made where it does not exist
   */
  public static TmpFs mount(String size, Path path) throws IOException {
    Files.createDirectories(path);
    assertEquals(0, run("mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", path.toString()));
    return new TmpFs(path);
  }

  public Path path() {
    return path;
  }

  public void makeReadOnly() throws IOException {
    assertEquals(0, run("mount", "-o", "remount,ro", path.toString()));
  }

  @Override
  public void close() throws IOException {
    assertEquals(0, run("umount", "--lazy", path.toString()));
  }

  private static int run(String... command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
