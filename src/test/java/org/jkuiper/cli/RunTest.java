package org.jkuiper.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jkuiper.host.ZipWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(60)
class RunTest {
  @TempDir Path temp;

  private final StringWriter err = new StringWriter();

  /** A plugin that says a word and never shakes hands. */
  private Path zip(String word) throws Exception {
    Path zip = temp.resolve("jkrun.zip");
    new ZipWriter()
        .file(
            "jkrun.json", utf8("{\"language\":\"go\",\"executable\":\"r\",\"functions\":[\"f\"]}"))
        .executable("r", utf8("#!/bin/sh\necho " + word + "\nexit 1\n"))
        .writeTo(zip);
    return zip;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theZipIsInstalledAnewWhenItChanges() throws Exception {
    Path zip = zip("first");
    InputStream before = System.in; // which is surefire's own channel
    System.setIn(InputStream.nullInputStream());
    CommandLine line = Jkuiper.commandLine().setErr(new PrintWriter(err));
    Thread run = new Thread(() -> line.execute("run", zip.toString()), "run");
    run.start();
    try {
      await("its last lines:\n  first; waiting for the zip to change");
      Files.delete(zip("second"));
      await("no such file; waiting for the zip to change");
      var unused = zip("third");
      await("its last lines:\n  third; waiting for the zip to change");
    } finally {
      run.interrupt();
      run.join(Duration.ofSeconds(10).toMillis());
      System.setIn(before);
    }
    assertFalse(run.isAlive());
    assertFalse(Files.exists(Path.of("/tmp/plugin_jkrun.ipc")));
  }

  private void await(String text) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!err.toString().contains(text)) {
      assertTrue(System.nanoTime() < end, err::toString);
      Thread.sleep(20);
    }
  }
}
