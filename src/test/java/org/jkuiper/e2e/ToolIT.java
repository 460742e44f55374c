package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jkuiper.models.FlakyServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code target/jkuiper} with a real eKuiper, and without one. */
@Timeout(120)
class ToolIT {
  private static final String RUNNING = "{\"refCount\":{},\"status\":\"running\",\"errMsg\":\"\"}";

  private static String tool(int status, Object... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("target/jkuiper"));
    for (Object word : words) {
      command.add(word.toString());
    }
    return run(status, command);
  }

  private static String run(int status, List<String> command)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(status, process.waitFor(), printed);
    return printed;
  }

  @Test
  void installsListsUpdatesAndRemoves(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws Exception {
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker)) {
      String ekuiper = "--ekuiper=" + kuiperd.rest();
      assertEquals("", tool(0, "list", ekuiper));
      assertEquals(
          "portable plugin pyai is created\n" + RUNNING + "\n",
          tool(0, "install", Kuiperd.PYAI, ekuiper));
      assertEquals("pyai " + RUNNING + "\n", tool(0, "list", ekuiper));
      assertEquals(
          "portable plugin pyai is updated\n" + RUNNING + "\n",
          tool(0, "install", Kuiperd.PYAI, ekuiper));
      assertEquals(RUNNING + "\n", tool(0, "status", "pyai", ekuiper));
      assertEquals("portable plugin pyai is deleted\n", tool(0, "remove", "pyai", ekuiper));
      assertEquals("", tool(0, "list", ekuiper));
      assertEquals("[]", kuiperd.get("/config/uploads"));
      assertEquals(
          "jkuiper: portable plugin nope not found: not found\n",
          tool(1, "status", "nope", ekuiper));
    }
  }

  @Test
  void theZipIsInOrder() throws Exception {
    assertEquals(Kuiperd.PYAI + " is in order\n", tool(0, "verify", Kuiperd.PYAI));
  }

  @Test
  void labelsAPictureWithoutEkuiper() throws Exception {
    String labels = tool(0, "call", Kuiperd.PYAI, "labelImage", "samples/cat.jpg");
    assertTrue(labels.contains("\"label\":\"286:Egyptian cat\""), labels);
    assertEquals(
        "jkuiper: labelImage takes one argument or two, the image and options, but got 3\n",
        tool(1, "call", Kuiperd.PYAI, "labelImage", "a", "b", "c"));
  }

  @Test
  void checksAModelWithNoPluginAndNoEkuiper(@TempDir Path cache) throws Exception {
    String checked =
        run(
            0,
            List.of(
                "env",
                "XDG_CACHE_HOME=" + cache,
                "target/jkuiper",
                "models",
                "check",
                "models/efficientnet_lite0_int8.tflite"));
    assertTrue(checked.contains("XNNPACK     runs all of its 60 operators\n"), checked);
    assertTrue(checked.contains("on a cat    286:Egyptian cat 0.7"), checked);
    assertFalse(checked.contains("Warning"), checked);
    assertTrue(Files.isDirectory(cache.resolve("jkuiper/natives")));
    assertEquals(
        "jkuiper: the model pom.xml cannot be used: it is not a TFLite model (no TFL3 at byte 4)\n",
        tool(1, "models", "check", "pom.xml"));
  }

  @Test
  void fetchesAModelOutOfAnArchiveAndShowsABarOnATerminal(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    byte[] model = Files.readAllBytes(Path.of("models/efficientnet_lite0_int8.tflite"));
    try (FlakyServer server = new FlakyServer(tgz("./m.tflite", model))) {
      server.most = 3_000_000;
      Path catalogue =
          Files.writeString(
              folder.resolve("catalogue.properties"),
              """
              m.url = %s
              m.member = m.tflite
              m.sha256 = 3d384240d9a33e32a2a967d3eeb25e1d36d98c4b312ad132740b73d06c0d8731
              m.labels = own
              m.licence = Apache-2.0
              """
                  .formatted(server.url()));
      Path to = folder.resolve("to");
      String fetch = "target/jkuiper models fetch m --to " + to + " --catalogue " + catalogue;
      String screen =
          run(0, List.of("script", "--quiet", "--return", "--command", fetch, "/dev/null"));
      assertTrue(screen.contains("\r[##"), screen);
      assertTrue(screen.contains("] 100 %  "), screen);
      assertTrue(screen.contains("the connection broke after 3.0 MB, going on"), screen);
      assertArrayEquals(model, Files.readAllBytes(to.resolve("m.tflite")));
      assertEquals(
          to
              + "/m.tflite: 5.2 MB, the catalogue's by its SHA-256, Apache-2.0\nits labels are inside\n",
          run(0, List.of("sh", "-c", fetch)));
    }
  }

  private static byte[] tgz(String name, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      TarArchiveEntry entry = new TarArchiveEntry(name);
      entry.setSize(content.length);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
    }
    return bytes.toByteArray();
  }

  @Test
  void namesAndTextsAreUtf8InThePosixLocale(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws Exception {
    // In a file: this JVM's own locale may lack these letters in a command.
    Path script =
        Files.writeString(
            folder.resolve("script"),
            """
            cp samples/cat.jpg "$1/Kätzchen 猫.jpg"
            LC_ALL=C exec target/jkuiper call --each target/pyai.zip labelImage \\
              "$1/Kätzchen 猫.jpg" "grün 猫!"
            """);
    List<String> lines =
        run(1, List.of("sh", script.toString(), folder.toString())).lines().toList();
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(lines.get(0).contains("\"label\":\"286:Egyptian cat\""), lines::toString);
    assertEquals(
        "jkuiper: grün 猫!: argument 1 must be binary, got a text that is not base64", lines.get(1));
  }

  @Test
  void aNoexecMountIsNamedWithItsRemedy(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws Exception {
    String script =
        "mkdir \"$1/noexec\" && mount -t tmpfs -o noexec tmpfs \"$1/noexec\" || exit 9;"
            + " TMPDIR=$1/noexec target/jkuiper call target/pyai.zip labelImage samples/cat.jpg;"
            + " TMPDIR=$1/noexec target/jkuiper call --work \"$1\" target/pyai.zip labelImage"
            + " samples/cat.jpg; ls -A \"$1\" \"$1/noexec\"; umount \"$1/noexec\"";
    String printed =
        run(
            0,
            List.of(
                "unshare",
                "--mount",
                "--map-root-user",
                "sh",
                "-c",
                script,
                "sh",
                folder.toString()));
    assertTrue(
        printed.startsWith(
            "jkuiper: nothing can be executed in "
                + folder
                + "/noexec, its file system is mounted noexec: unpack the plugin elsewhere, by"
                + " --work DIR or TMPDIR\n"),
        printed);
    assertTrue(printed.contains("\"label\":\"286:Egyptian cat\""), printed);
    assertTrue(printed.endsWith(folder + ":\nnoexec\n\n" + folder + "/noexec:\n"), printed);
  }

  @Test
  void optionsForOtherJvmsInTheEnvironmentChangeNothing() throws Exception {
    String printed =
        run(
            0,
            List.of(
                "env",
                "JAVA_TOOL_OPTIONS=-XX:+UseG1GC",
                "JDK_JAVA_OPTIONS=-XX:+UseParallelGC",
                "_JAVA_OPTIONS=-XX:+NoSuchFlag",
                "target/jkuiper",
                "call",
                Kuiperd.PYAI.toString(),
                "labelImage",
                "samples/cat.jpg"));
    assertTrue(printed.contains("\"label\":\"286:Egyptian cat\""), printed);
    assertTrue(printed.startsWith("jkuiper takes no JAVA_TOOL_OPTIONS"), printed);
  }
}
