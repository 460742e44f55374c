package org.jkuiper.tflite;

import java.util.Optional;

/**
 * One score per class.
 *
 * @param index which of the graph's outputs has the scores, from 0
 * @param tensor the scores; its last dimension are the classes
 * @param activation what makes probabilities of the scores; empty if the graph does not tell
 */
record Scores(int index, Tensor tensor, Optional<Activation> activation) implements ModelOutputs {

  @Override
  public ModelKind kind() {
    return ModelKind.CLASSIFICATION;
  }

  @Override
  public String toString() {
    return tensor + ", a score a class";
  }

  @Override
  public int classes() {
    return tensor.shape().get(tensor.shape().size() - 1);
  }
}
