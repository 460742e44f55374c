package org.jkuiper.tflite;

/** What a model gives for a picture. */
interface ModelOutputs {

  Task task();

  /** Number of classes that the model tells apart. */
  int classes();
}
