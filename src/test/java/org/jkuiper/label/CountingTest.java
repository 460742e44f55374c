package org.jkuiper.label;

import static org.jkuiper.label.LabelImageTest.arguments;
import static org.jkuiper.label.LabelImageTest.picture;
import static org.jkuiper.label.LabelImageTest.quoted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jkuiper.inference.Models;
import org.jkuiper.stats.ModelReading;
import org.jkuiper.stats.Stats;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.TinyModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code labelImage} counts, for {@code labelStats}. */
class CountingTest {
  @TempDir private Path folder;
  private final Stats stats = new Stats();
  private final LabelImageTest.LoggingContext context =
      new LabelImageTest.LoggingContext(new ArrayList<>());
  private Models models;
  private LabelImage labelImage;

  @BeforeEach
  void aModelThatTellsColours() throws IOException {
    Files.createDirectory(folder.resolve("models"));
    TinyModel.colours(folder.resolve("models/colours.tflite"));
    models = new Models(folder, List.of(LabelImage.TASK));
    labelImage = new LabelImage(models, stats);
  }

  @AfterEach
  void close() {
    models.close();
  }

  private ModelReading reading(String model) {
    return stats.read().stream()
        .filter(reading -> reading.model().equals(model))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPictureCountsWithTheTimeOfEachPart() throws Exception {
    labelImage.preload();
    assertEquals(List.of(), stats.read());
    long begin = System.nanoTime();
    labelImage.exec(arguments(quoted(picture(Color.RED))), context);
    long all = System.nanoTime() - begin;
    ModelReading colours = reading("colours");
    assertEquals(1, colours.pictures());
    long sum = 0;
    for (var part : colours.parts().values()) {
      assertEquals(1, part.count());
      assertTrue(part.sum() > 0);
      sum += part.sum();
    }
    assertTrue(sum < all, sum + " of " + all + " ns");
  }

  @Test
  void anErrorCountsUnderItsCause() throws Exception {
    byte[] red = picture(Color.RED);
    for (String bad :
        List.of(
            quoted(Arrays.copyOf(red, red.length / 2)),
            quoted("text".getBytes(StandardCharsets.UTF_8)),
            quoted("more text".getBytes(StandardCharsets.UTF_8)),
            "7")) {
      assertThrows(
          IllegalArgumentException.class, () -> labelImage.exec(arguments(bad), context), bad);
    }
    assertEquals(
        Map.of("brokenImage", 1L, "unsupportedFormat", 2L, "notBinary", 1L),
        reading("colours").errors());
    assertEquals(0, reading("colours").pictures());
  }

  @Test
  void eachPictureOfAWindowCounts() throws Exception {
    String red = quoted(picture(Color.RED));
    labelImage.exec(
        arguments("[" + String.join(",", red, "7", red, quoted(new byte[] {1}), red) + "]"),
        context);
    ModelReading colours = reading("colours");
    assertEquals(3, colours.pictures());
    assertEquals(3, colours.inference().count());
    assertEquals(Map.of("notBinary", 1L, "unsupportedFormat", 1L), colours.errors());
  }

  @Test
  void aMessageWithoutAPictureCountsNothing() throws Exception {
    labelImage.exec(arguments("null"), context);
    labelImage.exec(arguments("[]"), context);
    assertEquals(List.of(), stats.read());
  }

  @Test
  void aPictureForWhichThereIsNoModelIsAnError() throws Exception {
    Files.delete(folder.resolve("models/colours.tflite"));
    String red = quoted(picture(Color.RED));
    assertThrows(ModelException.class, () -> labelImage.exec(arguments(red), context));
    assertEquals(Map.of("model", 1L), reading("").errors());
  }

  @Test
  void optionsThatAreWrongAreErrors() throws Exception {
    String red = quoted(picture(Color.RED));
    for (String options : List.of("{\"topk\":1}", "0", "{\"allow\":[\"mauve\"]}")) {
      assertThrows(
          IllegalArgumentException.class,
          () -> labelImage.exec(arguments(red, options), context),
          options);
    }
    assertEquals(Map.of("badOptions", 2L), reading("").errors());
    assertEquals(Map.of("badOptions", 1L), reading("colours").errors());
  }

  @Test
  void aModelThatIsNamedCountsUnderItsNameAndOneThatIsNotThereUnderNone() throws Exception {
    TinyModel.colours(folder.resolve("models/other.tflite"));
    Files.writeString(folder.resolve("models/broken.tflite"), "no model");
    String red = quoted(picture(Color.RED));
    labelImage.exec(arguments(red, "{\"model\":\"other.tflite\"}"), context);
    for (String options : List.of("{\"model\":\"broken\"}", "{\"model\":\"nobody\"}")) {
      assertThrows(
          ModelException.class, () -> labelImage.exec(arguments(red, options), context), options);
    }
    assertEquals(1, reading("other").pictures());
    assertEquals(Map.of("model", 1L), reading("broken").errors());
    assertEquals(Map.of("model", 1L), reading("").errors());
  }

  @Test
  void theDetailsAreTheTimesThatCount() throws Exception {
    List<?> labels =
        labelImage.exec(
            arguments(quoted(picture(Color.RED)), "{\"details\":true,\"topK\":1}"), context);
    DetailedLabel label = (DetailedLabel) Objects.requireNonNull(labels).get(0);
    assertEquals("colours", label.model());
    reading("colours")
        .parts()
        .forEach(
            (part, times) -> assertEquals(times.mean() / 1e6, label.millis().get(part), 0.001));
  }

  @Test
  void aModelOnTrialCountsNothing() throws Exception {
    models.close();
    models = new Models(folder, List.of(LabelImage.TASK), Duration.ZERO);
    labelImage = new LabelImage(models, stats);
    Files.write(folder.resolve("rehearsal.jpg"), picture(Color.GREEN));
    String red = quoted(picture(Color.RED));
    labelImage.exec(arguments(red), context);
    Path fresh = folder.resolve("fresh");
    TinyModel.colours(fresh);
    Files.move(fresh, folder.resolve("models/colours.tflite"), StandardCopyOption.REPLACE_EXISTING);
    labelImage.exec(arguments(red), context);
    assertEquals(2, reading("colours").pictures());
  }
}
