package org.jkuiper.tflite;

import static org.bytedeco.tensorflowlite.global.tensorflowlite.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jkuiper.tflite.ModelMetadata.Normalisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a float model wants for black and white, told by the constants that it begins with. */
class InputRangeTest {
  private static final Optional<Normalisation> BYTES = normalisation(0, 1);
  private static final Optional<Normalisation> UNIT = normalisation(0, 255);
  private static final Optional<Normalisation> UNTOLD = Optional.empty();

  @TempDir private Path folder;
  private TinyGraph graph = new TinyGraph();
  private int input;

  private int begin() {
    graph = new TinyGraph();
    input = graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3);
    return input;
  }

  private static Optional<Normalisation> normalisation(float mean, float std) {
    return Optional.of(new Normalisation(List.of(mean), List.of(std)));
  }

  private int step(int code, int tensor, float... constant) {
    return graph.apply(code, tensor, graph.constant(constant));
  }

  /** What is read of a graph that ends in this tensor. */
  private Optional<Normalisation> range(int tensor) {
    byte[] bytes = graph.outputs(graph.means(tensor)).bytes();
    return InputRange.of(new Graph(FlatTable.root(ByteBuffer.wrap(bytes))), input);
  }

  @Test
  void aFactorOf1Over255TakesBytes() {
    assertEquals(BYTES, range(step(kTfLiteBuiltinMul, begin(), 1 / 255f)));
    assertEquals(BYTES, range(step(kTfLiteBuiltinDiv, begin(), 255f)));
  }

  @Test
  void bytesMadeMinusOneToOneAreBytesInEachOrderOfTheSteps() {
    int scaled = step(kTfLiteBuiltinMul, begin(), 1 / 127.5f);
    assertEquals(BYTES, range(step(kTfLiteBuiltinAdd, scaled, -1f)));
    int shifted = step(kTfLiteBuiltinSub, begin(), 127.5f);
    assertEquals(BYTES, range(step(kTfLiteBuiltinDiv, shifted, 127.5f)));
  }

  @Test
  void twiceLessOneTakesZeroToOne() {
    int twice = step(kTfLiteBuiltinMul, begin(), 2f);
    assertEquals(UNIT, range(step(kTfLiteBuiltinSub, twice, 1f)));
  }

  @Test
  void imageNetsConstantsInSteps0To1TakeZeroToOneAndInBytesTakeBytes() {
    int centred = step(kTfLiteBuiltinSub, begin(), 0.485f, 0.456f, 0.406f);
    assertEquals(UNIT, range(step(kTfLiteBuiltinDiv, centred, 0.229f, 0.224f, 0.225f)));
    centred = step(kTfLiteBuiltinSub, begin(), 123.675f, 116.28f, 103.53f);
    assertEquals(BYTES, range(step(kTfLiteBuiltinDiv, centred, 58.395f, 57.12f, 57.375f)));
  }

  @Test
  void aMeanThatIsTakenOffBytesTakesBytes() {
    assertEquals(BYTES, range(step(kTfLiteBuiltinSub, begin(), 123.675f, 116.28f, 103.53f)));
  }

  @Test
  void theConstantMayComeFirst() {
    int tensor = begin();
    int factor = graph.constant(1 / 255f);
    int[] shape = {1, 4, 4, 3};
    assertEquals(BYTES, range(graph.apply(kTfLiteBuiltinMul, 0, 0, 0, shape, factor, tensor)));
    // -2 (1 - x) + 1 is 2 x - 1.
    tensor = begin();
    int one = graph.constant(1f);
    int negative = graph.apply(kTfLiteBuiltinSub, 0, 0, 0, shape, one, tensor);
    int twice = step(kTfLiteBuiltinMul, negative, -2f);
    assertEquals(UNIT, range(step(kTfLiteBuiltinAdd, twice, 1f)));
  }

  @Test
  void theConstantMayBeHalfOrQuantisedAndDequantised() {
    // IEEE 754 binary16: 0x1c04 is 2^-8 * 1.00390625, about 1/255.
    byte[] half = {0x04, 0x1c};
    int tensor = begin();
    int stored = graph.constant(TinyGraph.FLOAT16, 0, 0, half, 1);
    int factor = graph.apply(kTfLiteBuiltinDequantize, stored);
    assertEquals(BYTES, range(graph.apply(kTfLiteBuiltinMul, tensor, factor)));

    // 255 steps of 1/65025.
    tensor = begin();
    stored = graph.constant(TinyGraph.UINT8, 1 / 65025f, 0, new byte[] {(byte) 255}, 1);
    factor = graph.apply(kTfLiteBuiltinDequantize, stored);
    assertEquals(BYTES, range(graph.apply(kTfLiteBuiltinMul, tensor, factor)));

    // (127 + 128) steps.
    tensor = begin();
    stored = graph.constant(TinyGraph.INT8, 1 / 65025f, -128, new byte[] {127}, 1);
    assertEquals(BYTES, range(graph.apply(kTfLiteBuiltinMul, tensor, stored)));
  }

  @Test
  void aHalfOfEachKindIsItsFloat() {
    ByteBuffer halves = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
    // 1, -2, the least normal, the least subnormal, infinity, 0: from the standard's examples.
    for (int bits : new int[] {0x3c00, 0xc000, 0x0400, 0x0001, 0x7c00, 0x8000}) {
      halves.putShort((short) bits);
    }
    int tensor = begin();
    int stored = graph.constant(TinyGraph.FLOAT16, 0, 0, halves.array(), 6);
    byte[] bytes = graph.outputs(graph.means(tensor)).bytes();
    float[] values = new Graph(FlatTable.root(ByteBuffer.wrap(bytes))).constant(stored);
    assertEquals(
        "[1.0, -2.0, 6.1035156E-5, 5.9604645E-8, Infinity, -0.0]", Arrays.toString(values));
  }

  @Test
  void whatOnlyMovesOrPadsIsLookedThrough() {
    int tensor = begin();
    int same = graph.apply(kTfLiteBuiltinCast, tensor);
    same = graph.apply(kTfLiteBuiltinReverseV2, same, graph.constant(3));
    assertEquals(BYTES, range(step(kTfLiteBuiltinMul, same, 1 / 255f)));
  }

  @Test
  void aLeadingQuantizeTellsItsRange() {
    // uint8 of 0 to 1; int8 of -1 to 1; uint8 of bytes as they are.
    assertEquals(UNIT, quantised(TinyGraph.UINT8, 1 / 255f, 0));
    assertEquals(normalisation(127.5f, 127.5f), quantised(TinyGraph.INT8, 2 / 255f, 0));
    assertEquals(BYTES, quantised(TinyGraph.UINT8, 1, 0));
    // ImageNet's: black is about -2.12, white 2.64.
    Normalisation odd = quantised(TinyGraph.UINT8, 4.76f / 255, 114).orElseThrow();
    assertEquals(-2.13f, odd.real(0, 0), 0.02f);
    assertEquals(2.63f, odd.real(255, 0), 0.02f);
  }

  private Optional<Normalisation> quantised(int type, float scale, int zeroPoint) {
    int tensor = begin();
    int[] shape = {1, 4, 4, 3};
    int quantised = graph.apply(kTfLiteBuiltinQuantize, type, scale, zeroPoint, shape, tensor);
    return range(graph.apply(kTfLiteBuiltinDequantize, quantised));
  }

  @Test
  void whatIsNoRescalingTellsNothing() {
    assertEquals(UNTOLD, range(begin()));
    // A picture times itself.
    int tensor = begin();
    assertEquals(UNTOLD, range(graph.apply(kTfLiteBuiltinMul, tensor, tensor)));
    // One that stays as it is.
    assertEquals(UNTOLD, range(step(kTfLiteBuiltinMul, begin(), 1f)));
    // A constant over the picture; a weight behind another operator.
    tensor = begin();
    int constant = graph.constant(255f);
    assertEquals(
        UNTOLD,
        range(graph.apply(kTfLiteBuiltinDiv, 0, 0, 0, new int[] {1, 4, 4, 3}, constant, tensor)));
    tensor = begin();
    int positive = graph.apply(kTfLiteBuiltinRelu, tensor);
    assertEquals(UNTOLD, range(step(kTfLiteBuiltinMul, positive, 1 / 255f)));
  }

  @Test
  void aFactorThatLeavesNoUsualRangeTellsNothing() {
    assertEquals(UNTOLD, range(step(kTfLiteBuiltinMul, begin(), 1000f)));
    assertEquals(UNTOLD, range(step(kTfLiteBuiltinMul, begin(), 0f)));
    assertEquals(UNTOLD, range(step(kTfLiteBuiltinMul, begin(), Float.NaN)));
  }

  @Test
  void theModelIsFedAsItsConstantsWantAndSaysSo() throws ModelException {
    assertFed(
        g -> g.outputs(g.means(g.apply(kTfLiteBuiltinMul, pictureOf(g), g.constant(1 / 255f)))),
        ModelSettings.NONE,
        0.8f,
        "(pixel - 0.0) / 1.0, to which its graph's first constants fit");
    assertFed(
        g -> g.outputs(g.means(pictureOf(g))),
        ModelSettings.NONE,
        0.6f,
        "(pixel - 127.5) / 127.5, a guess: set mean= and std= if its labels are wrong");
  }

  @Test
  void theSettingsWinOverTheGraph() throws ModelException {
    ModelSettings settings =
        new ModelSettings(
            List.of(4f, 0f, 0f), List.of(100f), Optional.of(Activation.NONE), Optional.empty());
    assertFed(
        g -> g.outputs(g.means(g.apply(kTfLiteBuiltinMul, pictureOf(g), g.constant(1 / 255f)))),
        settings,
        2 / 255f,
        "(pixel - [4.0, 0.0, 0.0]) / 100.0, as the settings demand");
  }

  private static int pictureOf(TinyGraph graph) {
    return graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3);
  }

  /** Feeds red 204; the score of red is the mean of what the graph makes of it. */
  private void assertFed(
      Consumer<TinyGraph> maker, ModelSettings settings, float score, String normalisation)
      throws ModelException {
    TinyGraph made = new TinyGraph();
    maker.accept(made);
    ModelSettings raw =
        new ModelSettings(
            settings.mean(), settings.std(), Optional.of(Activation.NONE), Optional.empty());
    try (Model model = Model.load(made.write(folder.resolve("m.tflite")), raw);
        Classifier classifier = new Classifier(model, 1)) {
      assertEquals(normalisation, model.normalisation());
      for (int i = 0; i < classifier.pixels().capacity(); i += 3) {
        classifier.pixels().put(i, (byte) 204);
      }
      float[] scores = classifier.classify();
      assertEquals(score, scores[0], 1e-4f);
      assertTrue(scores[0] > scores[1], "red before green");
    }
  }
}
