package org.jkuiper.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jkuiper.NeedsShared;
import org.jkuiper.tflite.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsCheckTest {
  private static final Path DEFAULT = Path.of("models/efficientnet_lite0_int8.tflite");

  @TempDir private Path temp;
  private Path model;

  @BeforeEach
  void copy() throws Exception {
    model = Files.copy(DEFAULT, temp.resolve("m.tflite"));
  }

  private static String row(Outcome outcome, String name) {
    return outcome
        .out()
        .lines()
        .filter(line -> line.startsWith("  " + name + "  "))
        .map(line -> line.substring(2 + name.length()).strip())
        .findFirst()
        .orElseThrow(() -> new AssertionError(outcome.toString()));
  }

  @Test
  void itSaysWhatThePluginWillAssumeAndWhatTheModelFinds() {
    Outcome outcome = Outcome.of("models", "check", DEFAULT);
    assertEquals(0, outcome.status(), outcome::err);
    assertEquals("labelImage: it classifies", row(outcome, "for"));
    assertEquals("[1, 224, 224, 3] int8, 0.0078125 * (n + 1)", row(outcome, "input"));
    assertEquals(
        "bytes as they are, since its input is quantised or an integer", row(outcome, "pixels"));
    assertEquals("[1, 1001] int8, 0.061599575 * (n + 62), a score a class", row(outcome, "output"));
    assertEquals(
        "softmax, since its graph ends in weights, so that its scores are logits",
        row(outcome, "activation"));
    assertEquals("1001 for 1001 classes, in models/labels.txt", row(outcome, "labels"));
    assertEquals("runs all of its 60 operators", row(outcome, "XNNPACK"));
    assertTrue(
        row(outcome, "inference").matches("[\\d.]+ ms, the median of \\d+ on \\d+ threads"),
        outcome::out);
    assertTrue(row(outcome, "on a cat").startsWith("286:Egyptian cat 0.7"), outcome::out);
  }

  @Test
  void anotherPictureMayBeNamed() {
    Outcome outcome = Outcome.of("models", "check", DEFAULT, "--picture", "samples/coffee.jpg");
    assertTrue(row(outcome, "on coffee.jpg").startsWith("968:espresso 0.9"), outcome::out);
    assertEquals(
        "jkuiper: pom.xml is no picture: this is an XML document, not an image\n",
        Outcome.of("models", "check", DEFAULT, "--picture", "pom.xml").err());
    assertEquals(
        "jkuiper: none.jpg: no such file\n",
        Outcome.of("models", "check", DEFAULT, "--picture", "none.jpg").err());
  }

  @Test
  void whatLiesBesideTheModelCounts() throws Exception {
    Files.writeString(temp.resolve("m.txt"), "name\n".repeat(1001));
    Files.writeString(temp.resolve("m.properties"), "mean=1\nstd=2\nactivation=none\ntop=3\n");
    Outcome outcome = Outcome.of("models", "check", model);
    assertEquals("1001 for 1001 classes, in " + temp.resolve("m.txt"), row(outcome, "labels"));
    assertEquals("(pixel - 1.0) / 2.0, as the settings demand", row(outcome, "pixels"));
    assertEquals("none, as the settings demand", row(outcome, "activation"));
    Files.writeString(temp.resolve("m.properties"), "std=0\n");
    assertEquals(
        "jkuiper: m.properties sets std=0, by which nothing can be divided\n",
        Outcome.of("models", "check", model).err());
  }

  @Test
  void labelsThatDoNotFitAreARefusalButTheRestIsSaid() throws Exception {
    Outcome none = Outcome.of("models", "check", model);
    assertEquals(1, none.status());
    assertEquals("none that fit its 1001 classes", row(none, "labels"));
    assertTrue(row(none, "on a cat").startsWith("class 286 0.7"), none::out);
    assertEquals(
        "jkuiper: the plugin would refuse it: the label file "
            + temp.resolve("labels.txt")
            + " cannot be read, and the model carries no labels itself\n",
        none.err());
    Path two = Files.write(temp.resolve("two.txt"), List.of("a", "b"));
    Outcome few = Outcome.of("models", "check", model, "--labels", two);
    assertEquals(
        "jkuiper: the plugin would refuse it: the label file "
            + two
            + " has 2 labels for the 1001 classes of the model\n",
        few.err());
  }

  @Test
  void aFileThatIsNoModelIsSaidInASentence() throws Exception {
    assertEquals(
        new Outcome(
            1,
            "",
            "jkuiper: the model pom.xml cannot be used: it is not a TFLite model (no TFL3 at byte"
                + " 4)\n"),
        Outcome.of("models", "check", "pom.xml"));
    assertEquals(
        "jkuiper: the model none.tflite cannot be used: there is no such file\n",
        Outcome.of("models", "check", "none.tflite").err());
    Files.write(model, Arrays.copyOf(Files.readAllBytes(model), 100_000));
    assertEquals(
        "jkuiper: the model "
            + model
            + " cannot be used: it is damaged or truncated (its FlatBuffer does not verify)\n",
        Outcome.of("models", "check", model).err());
  }

  @Test
  @NeedsShared
  void aModelThatFindsObjectsIsRecognised() {
    Outcome outcome =
        Outcome.of(
            "models",
            "check",
            Reference.model("coco_ssd_mobilenet_v1_1.0_quant"),
            "--labels",
            "models/coco_labels.txt");
    assertEquals(0, outcome.status(), outcome::err);
    assertEquals("detectObjects: it finds objects", row(outcome, "for"));
    assertEquals("90 for 90 classes, in models/coco_labels.txt", row(outcome, "labels"));
    assertEquals(
        "runs 61 of its 64 operators, in 2 parts; TFLite's own kernels run 2 Concatenation, 1"
            + " TFLite_Detection_PostProcess",
        row(outcome, "XNNPACK"));
    assertTrue(row(outcome, "on a cat").startsWith("cat 0.6"), outcome::out);
  }
}
