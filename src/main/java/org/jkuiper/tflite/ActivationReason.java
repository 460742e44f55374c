package org.jkuiper.tflite;

import java.util.Locale;

/** Says what makes probabilities of a model's scores, and how that is known. */
final class ActivationReason {

  private ActivationReason() {}

  static String of(Model model, Scores scores, Activation activation) {
    String name = activation.name().toLowerCase(Locale.ROOT);
    if (model.settings().activation().isPresent()) {
      return name + ", as the settings demand";
    }
    if (model.calibration().isPresent()) {
      return "a score calibration, as its metadata states";
    }
    if (ModelGraph.isWithinZeroAndOne(scores.tensor())) {
      return name + ", since its output can hold nothing but 0 to 1";
    }
    if (scores.activation().isEmpty()) {
      return name + ", as a trial of four pictures shows: its graph does not tell";
    }
    return activation == Activation.NONE
        ? name + ", since its graph ends in SOFTMAX, LOGISTIC or the like"
        : name + ", since its graph ends in weights, so that its scores are logits";
  }
}
