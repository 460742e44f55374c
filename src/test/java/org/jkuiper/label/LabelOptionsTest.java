package org.jkuiper.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jkuiper.image.ImageFormat;
import org.jkuiper.image.ImageLimits;
import org.jkuiper.tflite.Activation;
import org.jkuiper.tflite.ModelException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelOptionsTest {
  @TempDir Path folder;

  @BeforeEach
  void oneModel() throws IOException {
    Files.createDirectory(folder.resolve("models"));
    Files.createFile(folder.resolve("models/a.tflite"));
  }

  private void set(String properties) throws IOException {
    Files.writeString(folder.resolve("pyai.properties"), properties);
  }

  private String refusal() {
    return String.valueOf(
        assertThrows(ModelException.class, () -> LabelOptions.read(folder)).getMessage());
  }

  @Test
  void withoutAFileTheDefaultsHold() throws ModelException {
    LabelOptions options = LabelOptions.read(folder);
    assertEquals(folder.resolve("models/a.tflite"), options.model());
    assertEquals(Optional.empty(), options.labels());
    assertEquals(5, options.top());
    assertEquals(ImageLimits.DEFAULT, options.limits());
  }

  @Test
  void theFileThatIsInTheZipSetsNothing() throws Exception {
    LabelOptions before = LabelOptions.read(folder);
    Files.copy(Path.of("pyai.properties"), folder.resolve("pyai.properties"));
    assertEquals(before, LabelOptions.read(folder));
  }

  @Test
  void eachKeySetsItsOption() throws Exception {
    set(
        """
        model=b.tflite
        labels=b.txt
        mean=123.675, 116.28, 103.53
        std=58
        activation=sigmoid
        top=3
        threads=1
        formats=jpeg, TIFF
        maxImageBytes=1000
        maxPixels=2000
        maxScans=30
        maxMillis=1500
        """);
    LabelOptions options = LabelOptions.read(folder);
    assertEquals(folder.resolve("models/b.tflite"), options.model());
    assertEquals(Optional.of(folder.resolve("models/b.txt")), options.labels());
    assertEquals(List.of(123.675f, 116.28f, 103.53f), options.settings().mean());
    assertEquals(List.of(58f), options.settings().std());
    assertEquals(Optional.of(Activation.SIGMOID), options.settings().activation());
    assertEquals(3, options.top());
    assertEquals(1, options.threads());
    assertEquals(Set.of(ImageFormat.JPEG, ImageFormat.TIFF), options.limits().formats());
    assertEquals(1000, options.limits().maxBytes());
    assertEquals(2000, options.limits().maxPixels());
    assertEquals(30, options.limits().maxScans());
    assertEquals(Duration.ofMillis(1500), options.limits().maxTime());
  }

  @Test
  void severalModelsOfWhichNoneIsNamedAreAnErrorThatListsThem() throws IOException {
    Files.createFile(folder.resolve("models/b.tflite"));
    assertTrue(refusal().contains("a.tflite, b.tflite"), refusal());
  }

  @Test
  void noModelIsAnErrorThatSaysWhereToPutOne() throws IOException {
    Files.delete(folder.resolve("models/a.tflite"));
    assertTrue(refusal().contains("put a .tflite file there"), refusal());
  }

  @Test
  void aMisspeltKeyIsAnErrorThatListsTheRightOnes() throws IOException {
    set("modle=b.tflite");
    assertTrue(refusal().contains("[modle]") && refusal().contains("model"), refusal());
  }

  @Test
  void aNumberOutOfRangeIsAnErrorThatNamesTheRange() throws IOException {
    set("top=0");
    assertEquals(
        "pyai.properties sets top=0, but it must be a whole number from 1 to 2147483647",
        refusal());
  }

  @Test
  void anUnknownFormatIsAnErrorThatListsTheKnownOnes() throws IOException {
    set("formats=JPEG,HEIC");
    assertTrue(refusal().contains("HEIC is none of [JPEG, PNG"), refusal());
  }

  @Test
  void aNormalisationOrActivationThatIsNoneIsAnErrorThatNamesTheKey() throws IOException {
    set("mean=1,2");
    assertTrue(refusal().contains("sets mean=1,2, but it must be one number or three"), refusal());
    set("std=0");
    assertTrue(refusal().contains("sets std=0"), refusal());
    set("activation=relu");
    assertTrue(refusal().contains("relu is none of [SOFTMAX, SIGMOID, NONE]"), refusal());
  }

  @Test
  void aLongValueIsNotRepeatedWhole() throws IOException {
    set("top=" + "9".repeat(20_000));
    assertTrue(refusal().length() < 200, refusal());
    set("x".repeat(20_000) + "=1");
    assertTrue(refusal().length() < 400, refusal());
  }

  @Test
  void meanAloneOrStdAloneIsCompleted() throws Exception {
    set("mean=5");
    assertEquals(List.of(1f), LabelOptions.read(folder).settings().std());
    set("std=1,2,3");
    assertEquals(List.of(0f), LabelOptions.read(folder).settings().mean());
  }
}
