package org.jkuiper.tflite;

import static org.bytedeco.tensorflowlite.global.tensorflowlite.*;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pictures that models take and the outputs among which the scores are, or a sentence. */
class GraphEndsTest {
  @TempDir private Path folder;
  private TinyGraph graph = new TinyGraph();

  private Path file() {
    return graph.write(folder.resolve("m.tflite"));
  }

  /** The mean of each channel as the graph sees it, for a picture of red 204, green 51, blue 0. */
  private float[] seen(ModelSettings settings) throws ModelException {
    try (Model model = Model.load(file(), settings);
        Classifier classifier = new Classifier(model, 1)) {
      byte[] pixel = {(byte) 204, 51, 0};
      for (int i = 0; i < classifier.pixels().capacity(); i++) {
        classifier.pixels().put(i, pixel[i % 3]);
      }
      return classifier.classify();
    }
  }

  private static ModelSettings unscaled() {
    return new ModelSettings(
        List.of(0f), List.of(1f), Optional.of(Activation.NONE), Optional.empty());
  }

  private static ModelSettings logits() {
    return new ModelSettings(List.of(), List.of(), Optional.of(Activation.NONE), Optional.empty());
  }

  private String refusal(ModelSettings settings) {
    Path file = file();
    ModelException e =
        assertThrows(
            ModelException.class,
            () -> {
              try (Model model = Model.load(file, settings)) {
                new Classifier(model, 1).close();
              }
            });
    String beginning = "the model " + file + " cannot be used: ";
    assertTrue(e.getMessage().startsWith(beginning), e.getMessage());
    return e.getMessage().substring(beginning.length());
  }

  @Test
  void aGreyModelGetsTheLuma() throws ModelException {
    graph.outputs(graph.means(graph.input(TinyGraph.FLOAT32, 1, 4, 4, 1)));
    // (204 * 19595 + 51 * 38470 + 0x8000) >> 16
    assertArrayEquals(new float[] {91}, seen(unscaled()), 1e-3f);
  }

  @Test
  void aPlanarModelGetsEachChannelWhole() throws ModelException {
    int picture = graph.input(TinyGraph.FLOAT32, 1, 3, 4, 4);
    int[] shape = {1, 3};
    graph.outputs(graph.apply(kTfLiteBuiltinMean, 0, 0, 0, shape, picture, graph.constant(2, 3)));
    assertArrayEquals(new float[] {204, 51, 0}, seen(unscaled()), 1e-3f);
  }

  @Test
  void sidesMayDiffer() throws ModelException {
    graph.outputs(graph.means(graph.input(TinyGraph.FLOAT32, 1, 2, 5, 3)));
    try (Model model = Model.load(file())) {
      assertEquals(5, model.inputWidth());
      assertEquals(2, model.inputHeight());
    }
  }

  @Test
  void unquantisedBytesAreTheBytesThatTheGraphCasts() throws ModelException {
    int picture = graph.input(TinyGraph.UINT8, 1, 4, 4, 3);
    int[] shape = {1, 4, 4, 3};
    graph.outputs(graph.means(graph.apply(kTfLiteBuiltinCast, 0, 0, 0, shape, picture)));
    assertArrayEquals(new float[] {204, 51, 0}, seen(logits()), 1e-3f);
  }

  @Test
  void unquantisedSignedBytesAreTheBytesLess128() throws ModelException {
    int picture = graph.input(TinyGraph.INT8, 1, 4, 4, 3);
    int[] shape = {1, 4, 4, 3};
    graph.outputs(graph.means(graph.apply(kTfLiteBuiltinCast, 0, 0, 0, shape, picture)));
    assertArrayEquals(new float[] {76, -77, -128}, seen(logits()), 1e-3f);
  }

  @Test
  void settingsHoldForUnquantisedBytesToo() throws ModelException {
    int picture = graph.input(TinyGraph.INT8, 1, 4, 4, 3);
    int[] shape = {1, 4, 4, 3};
    graph.outputs(graph.means(graph.apply(kTfLiteBuiltinCast, 0, 0, 0, shape, picture)));
    ModelSettings halved =
        new ModelSettings(List.of(0f), List.of(2f), Optional.of(Activation.NONE), Optional.empty());
    assertArrayEquals(new float[] {102, 26, 0}, seen(halved), 1e-3f);
  }

  @Test
  void aSizeThatTheFileLeavesOpenIsRefused() {
    int[] signature = {1, -1, -1, 3};
    graph.outputs(graph.means(graph.inputWithSignature(signature, 1, 1, 1, 3)));
    assertEquals(
        "its input leaves the picture's width or height open: convert it with a fixed size",
        refusal(logits()));
  }

  @Test
  void aBatchThatOnlyTheSignatureLeavesOpenIsOne() throws ModelException {
    int[] signature = {-1, 4, 4, 3};
    graph.outputs(graph.means(graph.inputWithSignature(signature, 1, 4, 4, 3)));
    assertArrayEquals(new float[] {204, 51, 0}, seen(unscaled()), 1e-3f);
  }

  @Test
  void ofTwoOutputsThatWithAsManyClassesAsLabelsIsTheOne() throws Exception {
    int means = graph.means(graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3));
    int pair = graph.dense(means, new float[] {1, 0, 0}, new float[] {0, 1, 0});
    graph.outputs(pair, means);
    Path file = file();
    assertEquals(3, classes(file, "a\nb\nc\n"));
    assertEquals(2, classes(file, "a\nb\n"));
  }

  private int classes(Path file, String labels) throws Exception {
    try (Model model = Model.load(file, labelled(labels));
        Classifier classifier = new Classifier(model, 1)) {
      assertEquals(model.classes(), classifier.classify().length);
      return model.classes();
    }
  }

  private ModelSettings labelled(String labels) throws Exception {
    Path list = Files.writeString(folder.resolve("labels.txt"), labels);
    return new ModelSettings(List.of(), List.of(), Optional.empty(), Optional.of(list));
  }

  @Test
  void ofTwoOutputsOfTheSameSizeThatOfProbabilitiesIsTheOne() throws Exception {
    int means = graph.means(graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3));
    int logits =
        graph.dense(means, new float[] {1, 0, 0}, new float[] {0, 1, 0}, new float[] {0, 0, 1});
    graph.outputs(logits, graph.apply(kTfLiteBuiltinSoftmax, logits));
    Path file = file();
    try (Model model = Model.load(file, labelled("a\nb\nc"))) {
      assertEquals(1, ((Scores) model.graph().outputs()).index());
      assertEquals(Optional.of(Activation.NONE), model.activation());
    }
  }

  @Test
  void twoOutputsThatBothFitAreRefusedWithTheirShapes() throws Exception {
    int means = graph.means(graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3));
    int softmax = graph.apply(kTfLiteBuiltinSoftmax, means);
    graph.outputs(softmax, graph.apply(kTfLiteBuiltinLogistic, means));
    assertEquals(
        "it has 2 outputs ([1, 3], [1, 3]) of which more than one may have a score for each of the"
            + " 3 labels",
        refusal(labelled("a\nb\nc")));
  }

  @Test
  void outputsOfWhichNoneFitsAreRefusedWithTheirShapes() throws Exception {
    int picture = graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3);
    graph.outputs(graph.apply(kTfLiteBuiltinRelu, picture), graph.means(picture));
    assertEquals(
        "it has 2 outputs ([1, 4, 4, 3], [1, 3]) of which none has a score for each of the 7"
            + " labels",
        refusal(labelled("a\nb\nc\nd\ne\nf\ng")));
  }

  @Test
  void aCustomOperatorIsNamedWithTheRemedy() {
    assertEquals(
        "it has the custom operator edgetpu-custom-op, compiled for an Edge TPU: take the model as"
            + " it was before edgetpu_compiler",
        refusalOfCustom("edgetpu-custom-op"));
    assertEquals(
        "it has the custom operator FlexErf, which needs TensorFlow itself: convert the model"
            + " without SELECT_TF_OPS",
        refusalOfCustom("FlexErf"));
    assertEquals(
        "it has the custom operator Mine?, which only a program that brings it can run",
        refusalOfCustom("Mine\n"));
  }

  @Test
  void whatIsForSoundIsRefused() {
    for (String name : List.of("Mfcc", "AudioSpectrogram", "NumericVerify")) {
      assertEquals("its operator 0 is not for pictures: " + name, refusalOfCustom(name));
    }
  }

  private String refusalOfCustom(String name) {
    graph = new TinyGraph();
    int picture = graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3);
    graph.outputs(graph.means(graph.custom(name, picture)));
    return refusal(logits());
  }

  @Test
  void anOperatorNewerThanOurTfliteIsNamed() {
    int picture = graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3);
    graph.outputs(graph.means(graph.apply(999, picture)));
    assertEquals(
        "its operator number 999 in version 1 is unknown to the TFLite of this plugin",
        refusal(logits()));
  }

  @Test
  void anOperatorThatTfliteHasOnlyANameForIsNamed() {
    int picture = graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3);
    graph.outputs(graph.means(graph.apply(kTfLiteBuiltinConcatEmbeddings, picture)));
    assertEquals(
        "its operator ConcatEmbeddings in version 1 is unknown to the TFLite of this plugin",
        refusal(logits()));
  }
}
