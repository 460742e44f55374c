package org.jkuiper.tflite;

/** What a model gives for a picture. */
interface ModelOutputs {

  ModelKind kind();

  /** Number of classes that the model tells apart. */
  int classes();
}
