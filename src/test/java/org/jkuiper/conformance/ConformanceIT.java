package org.jkuiper.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * eKuiper's own Go types for portable symbols against a Java process: what is lost, out of order or
 * changed on the way between the two shows here, without a rule in between.
 */
@EnabledIf("hasGo")
class ConformanceIT {
  @TempDir Path folder;

  static boolean hasGo() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "go")))
        || "true".equals(System.getenv("CI"));
  }

  @Test
  @Timeout(600)
  void ekuipersOwnTypesFindNothingLostNorChanged() throws Exception {
    Path driver = Path.of("target", "interop", "conformance").toAbsolutePath();
    // The flags of tools/kuiperd/build, so that what that compiled is not compiled again.
    run(
        Path.of("src", "test", "interop", "conformance"),
        "env",
        "CGO_ENABLED=0",
        "go",
        "build",
        "-trimpath",
        "-buildvcs=false",
        "-o",
        driver.toString(),
        ".");
    Path ipc = Files.createDirectory(folder.resolve("tmp"));
    String log =
        run(
            folder,
            Path.of("tools", "private-tmp").toAbsolutePath().toString(),
            ipc.toString(),
            driver.toString(),
            executable().toString());
    assertTrue(log.endsWith("conforms\n"), log);
    assertEquals(9, log.lines().filter(line -> line.startsWith("ok ")).count(), log);
  }

  private Path executable() throws IOException {
    String script =
        """
        #!/bin/sh
        exec '%s/bin/java' -Xmx256m -XX:TieredStopAtLevel=1 -cp '%s' %s
        """
            .formatted(
                System.getProperty("java.home"),
                System.getProperty("java.class.path"),
                ConformancePlugin.class.getName());
    Files.writeString(
        folder.resolve("conformance.json"),
        """
        {"version":"v1.0.0","language":"go","executable":"run",
         "sources":["jkc_numbers","jkc_loop"],"sinks":["jkc_loop"],
         "functions":["jkc_echo","jkc_sum"]}
        """);
    Path run = Files.writeString(folder.resolve("run"), script);
    return Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String run(Path directory, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    try {
      process.getOutputStream().close();
      String log = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertEquals(0, process.waitFor(), () -> List.of(command) + ": " + log);
      return log;
    } finally {
      process.destroyForcibly();
    }
  }
}
