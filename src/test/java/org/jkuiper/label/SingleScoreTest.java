package org.jkuiper.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jkuiper.inference.ModelFolder;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.TinyGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model with one score, a logit of 2 for red and 0 for blue. */
class SingleScoreTest {
  private static final double RED = 1 / (1 + Math.exp(-2));

  @TempDir private Path folder;

  private List<Label> labels(Color colour, String labels, String settings) throws Exception {
    Path models = Files.createDirectories(folder.resolve("models"));
    Files.write(models.resolve("m.tflite"), TinyGraph.oneLogit());
    Files.writeString(models.resolve("labels.txt"), labels);
    Files.writeString(folder.resolve(ModelFolder.SETTINGS), settings);
    try (LabelModel loaded = LabelModel.load(LabelImageTest.source(folder));
        Labeller labeller = new Labeller(loaded, 1)) {
      return LabelImageTest.labels(
          labeller, loaded, ByteBuffer.wrap(LabelImageTest.picture(colour)));
    }
  }

  @Test
  void oneLabelGetsItsProbability() throws Exception {
    List<Label> red = labels(Color.RED, "red\n", "");
    assertEquals(1, red.size());
    assertEquals("red", red.get(0).label());
    assertEquals(RED, red.get(0).confidence(), 1e-4);
    assertEquals(0.5, labels(Color.BLUE, "red\n", "").get(0).confidence(), 1e-4);
  }

  @Test
  void ofTwoLabelsTheSecondGetsItAndTheFirstTheRest() throws Exception {
    List<Label> red = labels(Color.RED, "other\nred\n", "");
    assertEquals(List.of("red", "other"), red.stream().map(Label::label).toList());
    assertEquals(RED, red.get(0).confidence(), 1e-4);
    assertEquals(1 - RED, red.get(1).confidence(), 1e-4);
  }

  @Test
  void meanAndStdOfThePropertiesReachThePicture() throws Exception {
    // (255 - 127.5) / 0.5 = 255 is what a red picture is without them; half of it is left.
    double half = 1 / (1 + Math.exp(-1));
    Label red = labels(Color.RED, "red\n", "mean=127.5,0,0\nstd=1\n").get(0);
    assertEquals(half, red.confidence(), 1e-4);
  }

  @Test
  void activationOfThePropertiesReachesTheScore() throws Exception {
    // A softmax over one score is 1, whatever it is.
    assertEquals(1, labels(Color.BLUE, "red\n", "activation=softmax").get(0).confidence(), 1e-4);
  }

  @Test
  void threeLabelsForItAreRefused() {
    ModelException e = assertThrows(ModelException.class, () -> labels(Color.RED, "a\nb\nc\n", ""));
    assertTrue(e.getMessage().contains("for the 1 classes of the model"), e.getMessage());
  }
}
