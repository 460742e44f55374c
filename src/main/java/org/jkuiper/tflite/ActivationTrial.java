package org.jkuiper.tflite;

import java.nio.ByteBuffer;

/**
 * Finds out from the scores of some pictures what makes probabilities of them, if the graph does
 * not tell.
 */
final class ActivationTrial {

  private static final double PROBABILITY_SLACK = 0.001;
  private static final double SUM_SLACK = 0.02;

  /** Runs the model on the picture in {@code pixels}. */
  interface Run {
    float[] scores() throws ModelException;
  }

  private ActivationTrial() {}

  /**
   * Tries four pictures: black, white, a ramp, and noise. Probabilities lie in 0 to 1 and sum to 1
   * for each.
   *
   * @param pixels where the model takes its picture from; it is black afterwards
   * @throws ModelException if the model fails on one of them
   */
  static Activation of(ByteBuffer pixels, Run model) throws ModelException {
    boolean probabilities = true;
    int classes = 0;
    int noise = 1;
    for (int picture = 0; picture < 4 && probabilities; picture++) {
      for (int i = 0; i < pixels.capacity(); i++) {
        noise = noise * 1664525 + 1013904223;
        int value =
            switch (picture) {
              case 0 -> 0;
              case 1 -> 255;
              case 2 -> (int) (256L * i / pixels.capacity());
              default -> noise >>> 24;
            };
        pixels.put(i, (byte) value);
      }
      float[] scores = model.scores();
      classes = scores.length;
      probabilities = areProbabilities(scores);
    }
    for (int i = 0; i < pixels.capacity(); i++) {
      pixels.put(i, (byte) 0);
    }
    return probabilities ? Activation.NONE : Activation.ofLogits(classes);
  }

  private static boolean areProbabilities(float[] scores) {
    double sum = 0;
    for (float score : scores) {
      if (!(score >= -PROBABILITY_SLACK && score <= 1 + PROBABILITY_SLACK)) {
        return false;
      }
      sum += score;
    }
    return scores.length == 1 || Math.abs(sum - 1) <= SUM_SLACK;
  }
}
