package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ModelTest {

  @TempDir private Path folder;

  @Test
  void sizeClassesAndLabelsAreReadFromTheFile() throws Exception {
    TinyModel tiny = TinyModel.uint8().inputShape(1, 6, 10, 3).labels("red", "green", "blue");
    try (Model model = Model.load(write(tiny.bytes()))) {
      assertEquals(10, model.inputWidth());
      assertEquals(6, model.inputHeight());
      assertEquals(3, model.classes());
      assertEquals(Optional.of(List.of("red", "green", "blue")), model.labels());
    }
  }

  @Test
  void aModelWithoutMetadataHasNoLabels() throws Exception {
    try (Model model = Model.load(write(TinyModel.uint8().bytes()))) {
      assertEquals(Optional.empty(), model.labels());
    }
  }

  @Test
  void aFileNameBeyondAsciiIsOpened() throws ModelException {
    Path file = folder.resolve("modèle 模型.tflite");
    try (Model model = Model.load(TinyModel.colours(file))) {
      assertEquals(3, model.classes());
    }
  }

  @Test
  void theFileIsMappedUntilTheModelIsClosed() throws Exception {
    Path file = TinyModel.colours(folder.resolve("m.tflite"));
    try (Model model = Model.load(file)) {
      assertTrue(isMapped(file), model + " is copied");
    }
    assertFalse(isMapped(file));
    assertRefused(
        write(TinyModel.uint8().labels("a").bytes()), "its label file labels.txt has 1 labels");
    assertFalse(isMapped(file));
  }

  @Test
  void aMissingFileOrAFolderIsRefused() {
    assertRefused(folder.resolve("none.tflite"), "there is no such file");
    assertRefused(folder, "it is not a regular file");
  }

  @Test
  void whatIsNotTfliteIsRefused() throws Exception {
    assertRefused(write(new byte[0]), "it is not a TFLite model (no TFL3 at byte 4)");
    assertRefused(
        write("%PDF-1.7 and so on".getBytes(StandardCharsets.US_ASCII)),
        "it is not a TFLite model");
  }

  @Test
  void aFileCutOffAnywhereIsRefused() throws Exception {
    byte[] whole = TinyModel.uint8().bytes();
    for (int length = 0; length < whole.length; length += 7) {
      assertRefused(
          write(Arrays.copyOf(whole, length)),
          length < 8 ? "it is not a TFLite model" : "it is damaged");
    }
  }

  @Test
  void anInputThatIsNoPictureIsRefusedWithItsShape() throws Exception {
    assertRefused(
        write(TinyModel.uint8().inputShape(1, 8, 8, 4).bytes()),
        "its input has the shape [1, 8, 8, 4] where");
    assertRefused(
        write(TinyModel.uint8().inputShape(2, 8, 8, 3).bytes()),
        "its input has the shape [2, 8, 8, 3]");
    assertRefused(
        write(TinyModel.uint8().inputShape(1, 0, 8, 3).bytes()),
        "its input has the shape [1, 0, 8, 3]");
    assertRefused(
        write(TinyModel.uint8().inputShape(1, 8, 3).bytes()), "its input has the shape [1, 8, 3]");
    assertRefused(
        write(TinyModel.uint8().inputShape(1, 1 << 20, 8, 3).bytes()),
        "its input has the shape [1, 1048576, 8, 3]");
  }

  @Test
  void anElementTypeOutsideTheThreeIsRefused() throws Exception {
    assertRefused(
        write(TinyModel.uint8().type(7).bytes()), "its input is of TFLite's type 7, not uint8");
  }

  @Test
  void aQuantisedTensorNeedsItsScale() throws Exception {
    assertRefused(
        write(TinyModel.uint8().quantisation(0, 0).bytes()),
        "its quantised output states no usable scale");
    assertRefused(
        write(TinyModel.uint8().quantisation(-1, 0).bytes()),
        "its quantised input states no usable scale");
    assertRefused(
        write(TinyModel.uint8().quantisation(1, 999).bytes()),
        "its input's zero point 999 is out of range");
  }

  @Test
  void aShapeThatTheGraphDoesNotKeepIsRefused() throws Exception {
    // The input claims 8 x 8 and pools 8 x 8; an output of another size than 3 cannot come of it.
    byte[] bytes = TinyModel.uint8().bytes();
    int at = indexOf(bytes, new byte[] {2, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0});
    bytes[at + 8] = 5;
    Path file = write(bytes);
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> {
              try (Model model = Model.load(file)) {
                new Classifier(model, 1).close();
              }
            });
    assertTrue(
        e.getMessage().startsWith("the model " + file + " cannot be used: "), e.getMessage());
  }

  @Test
  void tooFewOrTooManyLabelsAreRefused() throws Exception {
    assertRefused(
        write(TinyModel.uint8().labels("a", "b").bytes()),
        "its label file labels.txt has 2 labels for the 3 classes of the model");
    assertRefused(
        write(TinyModel.uint8().labels("a", "b", "c", "d").bytes()),
        "its label file labels.txt has more than 3 labels for the 3 classes of the model");
  }

  @Test
  void aLabelFileThatIsNotThereIsRefused() throws Exception {
    assertRefused(
        write(TinyModel.uint8().labelFile("l.txt").bytes()),
        "its metadata names a label file, l.txt, that it does not carry");
    assertRefused(
        write(TinyModel.uint8().labels("a", "b", "c").labelFile("../l.txt").bytes()),
        "its metadata names a label file, ../l.txt, that it does not carry");
  }

  @Test
  void aZipBombIsRefused() throws Exception {
    byte[] zeros = new byte[64 << 20];
    assertRefused(
        write(TinyModel.uint8().labelFile("l.txt").file("l.txt", zeros).bytes()),
        "its label file l.txt is larger than 8388608 bytes");
  }

  @Test
  void aZipBombOfLabelsCostsLittle() throws Exception {
    byte[] lines = new byte[8 << 20];
    Arrays.fill(lines, (byte) '\n');
    Path file = write(TinyModel.uint8().labelFile("l.txt").file("l.txt", lines).bytes());
    long before = allocated();
    assertRefused(file, "its label file l.txt has more than 3 labels");
    long cost = allocated() - before;
    assertTrue(cost < 24 << 20, cost + " bytes allocated");
  }

  private static long allocated() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }

  @Test
  void anArchiveOfTooManyFilesIsRefused() throws Exception {
    TinyModel tiny = TinyModel.uint8().labels("a", "b", "c");
    for (int i = 0; i < 10_000; i++) {
      tiny.file("padding " + i, new byte[0]);
    }
    assertRefused(write(tiny.bytes()), "the archive at its tail has a directory of ");
  }

  @Test
  void labelsThatAreNotUtf8AreRefused() throws Exception {
    byte[] latin = "é\nb\nc".getBytes(StandardCharsets.ISO_8859_1);
    assertRefused(
        write(TinyModel.uint8().labelFile("l.txt").file("l.txt", latin).bytes()),
        "its label file l.txt is not UTF-8");
  }

  @Test
  void aDamagedArchiveIsRefused() throws Exception {
    byte[] bytes = TinyModel.uint8().labels("a", "b", "c").bytes();
    int central = indexOf(bytes, new byte[] {'P', 'K', 1, 2});
    bytes[central] = 0;
    assertRefused(write(bytes), "its label file labels.txt cannot be read (");
  }

  @Test
  void aNormalisationOfNoSenseIsRefused() throws Exception {
    assertRefused(
        write(TinyModel.float32().normalisation(new float[] {0}, new float[] {0}).bytes()),
        "its metadata states a normalisation that is none");
    assertRefused(
        write(TinyModel.float32().normalisation(new float[] {Float.NaN}, new float[] {1}).bytes()),
        "its metadata states a normalisation that is none");
    assertRefused(
        write(TinyModel.float32().normalisation(new float[] {1, 2}, new float[] {1}).bytes()),
        "its metadata states a normalisation that is none");
  }

  private static boolean isMapped(Path file) throws Exception {
    return Files.readString(Path.of("/proc/self/maps")).contains(file.toString());
  }

  private Path write(byte[] bytes) throws Exception {
    return Files.write(folder.resolve("m.tflite"), bytes);
  }

  static int indexOf(byte[] bytes, byte[] part) {
    for (int i = 0; i + part.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }

  private static void assertRefused(Path file, String cause) {
    ModelException e = assertThrows(ModelException.class, () -> Model.load(file).close());
    String expected = "the model " + file + " cannot be used: " + cause;
    assertTrue(e.getMessage().startsWith(expected), e.getMessage());
  }
}
