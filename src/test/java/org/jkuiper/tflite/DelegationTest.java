package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.jkuiper.NeedsShared;
import org.junit.jupiter.api.Test;

/**
 * The numbers of operators and of parts are those of Python's {@code
 * Interpreter._get_ops_details()}, which lists each part as DELEGATE.
 */
class DelegationTest {
  @Test
  void xnnpackRunsTheWholeDefaultModel() throws Exception {
    try (Model model = Model.load(Path.of("models/efficientnet_lite0_int8.tflite"));
        Classifier classifier = new Classifier(model, 1)) {
      assertEquals(new Delegation(60, 1, List.of()), classifier.delegation());
      assertTrue(classifier.delegation().isWhole());
      assertEquals(
          "softmax, since its graph ends in weights, so that its scores are logits",
          classifier.activation());
      assertEquals("[1, 224, 224, 3] int8, 0.0078125 * (n + 1)", model.input());
      assertEquals("[1, 1001] int8, 0.061599575 * (n + 62), a score a class", model.output());
    }
  }

  @Test
  @NeedsShared
  void theOperatorsThatItDoesNotTakeAreNamed() throws Exception {
    try (Model model = Model.load(Reference.model("mobilenet_v1_0.25_128_quant"));
        Classifier classifier = new Classifier(model, 1)) {
      assertEquals(
          new Delegation(31, 2, List.of("AveragePool2d", "Softmax")), classifier.delegation());
      assertEquals("none, since its output can hold nothing but 0 to 1", classifier.activation());
    }
    try (Model model = Model.load(Reference.model("coco_ssd_mobilenet_v1_1.0_quant"));
        Detector detector = new Detector(model, 1)) {
      assertEquals(
          new Delegation(
              64, 2, List.of("Concatenation", "Concatenation", "TFLite_Detection_PostProcess")),
          detector.delegation());
      assertEquals(
          "boxes, classes, scores and count of TFLite_Detection_PostProcess", model.output());
    }
  }
}
