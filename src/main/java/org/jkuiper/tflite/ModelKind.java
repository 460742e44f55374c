package org.jkuiper.tflite;

/** What a model does with a picture. */
public enum ModelKind {
  /** It gives each class a score for the whole picture: {@link Classifier}. */
  CLASSIFICATION,
  /** It gives boxes, each with a class and a score: {@link Detector}. */
  DETECTION
}
