package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jkuiper.NeedsShared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DetectorTest {
  private static final int RED = 0;
  private static final int GREEN = 1;
  private static final int BLUE = 2;

  @TempDir private Path folder;

  /** Fills one of the four quarters, from the left and the top, with one channel's value. */
  private static void paint(ByteBuffer pixels, int quarter, int channel, int value) {
    for (int i = 0; i < 16; i++) {
      int x = quarter % 2 * 4 + i % 4;
      int y = quarter / 2 * 4 + i / 4;
      pixels.put(3 * (8 * y + x) + channel, (byte) value);
    }
  }

  private Path write(byte[] bytes) throws Exception {
    return Files.write(folder.resolve("m.tflite"), bytes);
  }

  @Test
  void eachObjectHasItsBoxItsClassAndItsScore() throws Exception {
    try (Model model = Model.load(write(TinyDetector.quarters().bytes()));
        Detector detector = new Detector(model, 1)) {
      assertEquals(ModelKind.DETECTION, model.kind());
      assertEquals(3, model.classes());
      assertEquals(List.of(), detector.detect());
      paint(detector.pixels(), 1, GREEN, 204);
      paint(detector.pixels(), 2, BLUE, 255);
      List<Detection> found = detector.detect();
      assertEquals(2, found.size());
      assertEquals(new Detection(BLUE, 1, 0, 0.5f, 0.5f, 1), found.get(0));
      assertEquals(0.8, found.get(1).score(), 1e-6);
      assertEquals(new Detection(GREEN, found.get(1).score(), 0.5f, 0, 1, 0.5f), found.get(1));
      paint(detector.pixels(), 1, GREEN, 0);
      paint(detector.pixels(), 2, BLUE, 0);
      paint(detector.pixels(), 3, RED, 255);
      assertEquals(List.of(new Detection(RED, 1, 0.5f, 0.5f, 1, 1)), detector.detect());
    }
  }

  @Test
  void theOutputsMayComeInAnyOrder() throws Exception {
    try (Model model = Model.load(write(TinyDetector.quarters().order(3, 2, 0, 1).bytes()));
        Detector detector = new Detector(model, 1)) {
      paint(detector.pixels(), 0, GREEN, 255);
      assertEquals(List.of(new Detection(GREEN, 1, 0, 0, 0.5f, 0.5f)), detector.detect());
    }
  }

  @Test
  void aBoxMayReachOutOfThePicture() throws Exception {
    float[] doubled = new float[16];
    for (int i = 2; i < 16; i += 4) {
      doubled[i] = (float) (5 * Math.log(2));
    }
    try (Model model = Model.load(write(TinyDetector.quarters().encodings(doubled).bytes()));
        Detector detector = new Detector(model, 1)) {
      paint(detector.pixels(), 0, RED, 255);
      Detection found = detector.detect().get(0);
      assertEquals(-0.25, found.top(), 1e-6);
      assertEquals(0.75, found.bottom(), 1e-6);
    }
  }

  @Test
  void whatIsNoNumberIsAFault() throws Exception {
    for (float strange : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      float[] encodings = new float[16];
      encodings[0] = strange;
      Path file = write(TinyDetector.quarters().encodings(encodings).bytes());
      try (Model model = Model.load(file);
          Detector detector = new Detector(model, 1)) {
        paint(detector.pixels(), 0, RED, 255);
        ModelException fault = assertThrows(ModelException.class, detector::detect);
        assertEquals(
            "the model " + file + " gave a box or score that is no number", fault.getMessage());
        paint(detector.pixels(), 0, RED, 0);
        paint(detector.pixels(), 1, RED, 255);
        assertEquals(1, detector.detect().size());
      }
    }
  }

  @Test
  void aClassifierIsNoDetectorAndADetectorNoClassifier() throws Exception {
    Path file = TinyModel.colours(folder.resolve("colours.tflite"));
    try (Model model = Model.load(file)) {
      assertEquals(ModelKind.CLASSIFICATION, model.kind());
      assertEquals(
          "the model " + file + " classifies pictures, it finds no objects",
          assertThrows(ModelException.class, () -> new Detector(model, 1)).getMessage());
    }
    Path other = write(TinyDetector.quarters().bytes());
    try (Model model = Model.load(other)) {
      assertEquals(
          "the model " + other + " finds objects, it classifies no pictures",
          assertThrows(ModelException.class, () -> new Classifier(model, 1)).getMessage());
    }
  }

  @Test
  void theFirstLineOfItsLabelsMayStandForTheBackground() throws Exception {
    Path labels = folder.resolve("labels.txt");
    try (Model model = Model.load(write(TinyDetector.quarters().bytes()))) {
      assertEquals(Optional.empty(), model.labels());
      for (String text : List.of("???\nr\ng\nb\n", "background\nr\ng\nb\n", "r\ng\nb\n\n\n")) {
        Files.writeString(labels, text);
        assertEquals(List.of("r", "g", "b"), model.readLabels(labels), text);
      }
      for (String text : List.of("r\ng", "???\nr\ng", "???\nr\ng\nb\nx")) {
        Files.writeString(labels, text);
        ModelException refusal =
            assertThrows(ModelException.class, () -> model.readLabels(labels), text);
        assertTrue(
            refusal.getMessage().contains(" labels for the 3 classes"), refusal.getMessage());
      }
    }
  }

  private void assertRefused(TinyDetector tiny, String cause) throws Exception {
    Path file = write(tiny.bytes());
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> {
              try (Model model = Model.load(file)) {
                new Detector(model, 1).close();
              }
            },
            cause);
    assertEquals(
        "the model " + file + " cannot be used: its TFLite_Detection_PostProcess " + cause,
        e.getMessage());
  }

  @Test
  void optionsThatTfliteTakesOnTrustAreChecked() throws Exception {
    String whole = ", which must be a whole number from ";
    assertRefused(
        TinyDetector.quarters().option("max_detections", 0),
        "sets max_detections to 0.0" + whole + "1 to 1000");
    assertRefused(
        TinyDetector.quarters().option("max_detections", 1 << 30),
        "sets max_detections to 1.073741824E9" + whole + "1 to 1000");
    assertRefused(
        TinyDetector.quarters().option("max_classes_per_detection", 2),
        "sets max_classes_per_detection to 2.0" + whole + "1 to 1");
    assertRefused(
        TinyDetector.quarters().option("detections_per_class", -7),
        "sets detections_per_class to -7.0" + whole + "1 to 1048576");
    assertRefused(
        TinyDetector.quarters().option("num_classes", 2.5f),
        "sets num_classes to 2.5" + whole + "1 to 1000000");
    assertRefused(
        TinyDetector.quarters().without("num_classes"),
        "sets num_classes to 0.0" + whole + "1 to 1000000");
  }

  @Test
  void inputsThatDoNotFitEachOtherAreRefused() throws Exception {
    String unfit = "has boxes, scores and anchors that do not fit each other";
    assertRefused(TinyDetector.quarters().anchors(3), unfit);
    assertRefused(TinyDetector.quarters().option("num_classes", 1), unfit);
    assertRefused(TinyDetector.quarters().option("num_classes", 4), unfit);
  }

  @Test
  void thePostProcessIsTheModelsEnd() throws Exception {
    assertRefused(TinyDetector.quarters().loose(), "is not its last operator");
    assertRefused(TinyDetector.quarters().times(2), "is not its last operator");
  }

  @Test
  void optionsThatAreNoMapOfNumbersAreRefused() throws Exception {
    String noMap = "cannot be used: its options are not a map of numbers";
    byte[] good = TinyDetector.flexbuffer(Map.of("num_classes", 3));
    assertRefused(
        TinyDetector.quarters().options(new byte[1]),
        "cannot be used: an offset leads" + " out of its options");
    assertRefused(TinyDetector.quarters().options(new byte[] {0, 0, 1}), noMap);
    byte[] astray = good.clone();
    astray[good.length - 3] = (byte) 0xff;
    assertRefused(TinyDetector.quarters().options(astray), noMap);
  }

  @Test
  void mutatedOptionsAreReadOrRefused() throws Exception {
    Map<String, Number> numbers = new LinkedHashMap<>();
    numbers.put("a", 1);
    numbers.put("b", 1 << 20);
    numbers.put("cc", 2.5f);
    byte[] good = TinyDetector.flexbuffer(numbers);
    assertEquals(2.5, FlexMap.read(ByteBuffer.wrap(good)).number("cc"));
    assertEquals(1 << 20, FlexMap.read(ByteBuffer.wrap(good)).number("b"));
    int refused = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = java.util.Arrays.copyOf(good, good.length - random.nextInt(2));
      for (int i = random.nextInt(3); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        FlexMap.read(ByteBuffer.wrap(bytes));
      } catch (ModelException e) {
        refused++;
      }
    }
    assertTrue(refused > 10_000 && refused < 20_000, refused + " refused");
  }

  @Test
  void aThousandMutatedDetectorsWorkOrAreRefused() throws Exception {
    byte[] good = TinyDetector.quarters().bytes();
    int refused = 0;
    for (int seed = 0; seed < 1000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = good.clone();
      for (int i = random.nextInt(3); i >= 0; i--) {
        MutatedModelTest.mutate(bytes, MutatedModelTest.place(bytes, random), random);
      }
      try (Model model = Model.load(write(bytes))) {
        try (Detector detector = new Detector(model, 1)) {
          for (int i = 0; i < detector.pixels().limit(); i++) {
            detector.pixels().put(i, (byte) random.nextInt());
          }
          detector.detect();
        }
      } catch (ModelException e) {
        refused++;
      }
    }
    assertTrue(refused > 200 && refused < 1000, refused + " refused");
  }

  @Test
  @NeedsShared
  void theRealModelHasNinetyClassesAndItsLabels() throws Exception {
    try (Model model = Model.load(Reference.model("coco_ssd_mobilenet_v1_1.0_quant"));
        Detector detector = new Detector(model, 2)) {
      assertEquals(300, model.inputWidth());
      assertEquals(90, model.classes());
      List<String> labels = model.readLabels(Path.of("models/coco_labels.txt"));
      assertEquals("person", labels.get(0));
      assertEquals("cat", labels.get(16));
      assertEquals("toothbrush", labels.get(89));
      detector.pixels().put(0, new byte[3 * 300 * 300]);
      assertEquals(
          List.of(), detector.detect().stream().filter(found -> found.score() > 0.5).toList());
    }
  }
}
