package org.jkuiper.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.awt.Color;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jkuiper.inference.ModelFolder;
import org.jkuiper.inference.Models;
import org.jkuiper.stats.Stats;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Model files that cannot serve: refused with the reason; the model before stays in service. */
@Timeout(60)
class HostileModelsTest {
  @TempDir private Path folder;
  private final List<String> log = new ArrayList<>();
  private Models models;
  private LabelImage labelImage;

  @BeforeEach
  void makeTheFolder() throws IOException {
    Files.createDirectory(folder.resolve("models"));
    models = new Models(folder, List.of(LabelImage.TASK), Duration.ZERO);
    labelImage = new LabelImage(models, new Stats());
  }

  @AfterEach
  void close() {
    models.close();
  }

  private Path file() {
    return folder.resolve("models/m.tflite");
  }

  private static Stream<Arguments> models() {
    byte[] good = TinyModel.uint8().labels("red", "green", "blue").bytes();
    TinyModel bomb = TinyModel.uint8().labelFile("l.txt").file("l.txt", new byte[64 << 20]);
    TinyModel crowd = TinyModel.uint8().labels("red", "green", "blue");
    for (int i = 0; i < 10_000; i++) {
      crowd.file("padding " + i, new byte[0]);
    }
    return Stream.of(
        arguments("empty", new byte[0], "it is not a TFLite model"),
        arguments("a page", utf8("<!DOCTYPE HTML><title>404</title>"), "it is not a TFLite model"),
        arguments("truncated", Arrays.copyOf(good, 700), "it is damaged or truncated"),
        arguments(
            "four channels",
            TinyModel.uint8().inputShape(1, 8, 8, 4).bytes(),
            "its input has the shape [1, 8, 8, 4]"),
        arguments("no labels", TinyModel.uint8().bytes(), "the model carries no labels itself"),
        arguments(
            "two labels",
            TinyModel.uint8().labels("a", "b").bytes(),
            "has 2 labels for the 3 classes"),
        arguments(
            "labels elsewhere",
            TinyModel.uint8().labelFile("../../etc/passwd").bytes(),
            "names a label file, ../../etc/passwd, that it does not carry"),
        arguments("a bomb in its tail", bomb.bytes(), "l.txt is larger than 8388608 bytes"),
        arguments("a crowd in its tail", crowd.bytes(), "has a directory of"));
  }

  private String label(Color colour) throws Exception {
    String picture = LabelImageTest.quoted(LabelImageTest.picture(colour));
    return LabelImageTest.first(
        labelImage.exec(LabelImageTest.arguments(picture), new LabelImageTest.LoggingContext(log)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void itIsRefusedWithTheReason(String what, byte[] model, String reason) throws Exception {
    Files.write(file(), model);
    ModelException refusal = assertThrows(ModelException.class, () -> label(Color.RED), what);
    assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void theOneBeforeItStaysInService(String what, byte[] model, String reason) throws Exception {
    TinyModel.colours(file());
    assertEquals("red", label(Color.RED));
    log.clear(); // It told how the good model is fed.
    Path bad = Files.write(folder.resolve("new"), model);
    Files.move(bad, file(), StandardCopyOption.REPLACE_EXISTING);
    assertEquals("green", label(Color.GREEN), what);
    assertTrue(log.get(0).contains("stays in service"), log::toString);
    assertTrue(log.get(0).contains(reason), log::toString);
  }

  @Test
  void whatCannotEvenBeReadIsARefusalWithItsReason() throws Exception {
    Path settings = folder.resolve(ModelFolder.SETTINGS);
    Files.writeString(settings, "labelFile=\\u0000");
    Files.writeString(file(), "");
    labelImage.preload();
    ModelException refusal = assertThrows(ModelException.class, () -> label(Color.RED));
    assertTrue(refusal.getMessage().contains("Nul character not allowed"), refusal.getMessage());
    Files.delete(settings);
    TinyModel.colours(file());
    assertEquals("red", label(Color.RED));
  }

  @Test
  void aHugeLabelFileIsRefusedUnread() throws Exception {
    Files.write(file(), TinyModel.uint8().bytes());
    try (RandomAccessFile labels =
        new RandomAccessFile(folder.resolve("models/labels.txt").toFile(), "rw")) {
      labels.setLength(3L << 30);
    }
    ModelException refusal = assertThrows(ModelException.class, () -> label(Color.RED));
    assertTrue(refusal.getMessage().contains("is larger than 8388608"), refusal.getMessage());
  }
}
