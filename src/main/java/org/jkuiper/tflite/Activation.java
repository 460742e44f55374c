package org.jkuiper.tflite;

/** What makes probabilities of a model's scores. */
public enum Activation {
  /** The scores are logits of classes of which exactly one applies. */
  SOFTMAX,
  /** Each score is a logit of its own. */
  SIGMOID,
  /** The scores are probabilities already. */
  NONE;

  /** What turns logits into probabilities. */
  static Activation ofLogits(int classes) {
    return classes == 1 ? SIGMOID : SOFTMAX;
  }

  /** Makes probabilities of scores, in place. */
  void apply(float[] scores) {
    switch (this) {
      case SOFTMAX -> softmax(scores);
      case SIGMOID -> sigmoid(scores);
      case NONE -> {}
    }
  }

  private static void sigmoid(float[] logits) {
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (1 / (1 + Math.exp(-logits[i])));
    }
  }

  private static void softmax(float[] logits) {
    float max = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      max = Math.max(max, logit);
    }
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.exp(logits[i] - max);
      sum += logits[i];
    }
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) (logits[i] / sum);
    }
  }
}
