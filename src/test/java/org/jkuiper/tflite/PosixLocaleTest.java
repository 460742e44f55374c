package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model whose name the locale's encoding lacks, as in Docker, whose locale is POSIX. */
class PosixLocaleTest {
  @TempDir private Path folder;

  @Test
  void aModelWithANameBeyondAsciiCarriesItsLabels() throws Exception {
    TinyModel.uint8().labels("rot", "grün", "青").write(folder.resolve("花猫 é.tflite"));
    ProcessBuilder command =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            PosixLocaleTest.class.getName(),
            folder.toString());
    command.environment().put("LC_ALL", "C");
    Process process = command.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertEquals("[rot, grün, 青]", output.lines().reduce((a, b) -> b).orElseThrow());
  }

  /** Prints the labels of the only model of a folder. */
  @SuppressWarnings("SystemOut")
  public static void main(String[] args) throws IOException, ModelException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(args[0]), "*.tflite")) {
      for (Path file : files) {
        try (Model model = Model.load(file)) {
          String labels = model.labels().orElseThrow() + "\n";
          System.out.write(labels.getBytes(StandardCharsets.UTF_8));
          System.out.flush();
        }
      }
    }
  }
}
