package org.jkuiper.tflite;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Inference alone, scores and softmax with it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class InvokeBenchmark {
  @Param({"1", "2"})
  public int threads;

  private Model model;
  private Classifier classifier;

  @Setup
  public void setUp() throws ModelException {
    model = Model.load(Path.of("models/efficientnet_lite0_int8.tflite"));
    classifier = new Classifier(model, threads);
  }

  @Benchmark
  public float[] classify() throws ModelException {
    return classifier.classify();
  }

  @TearDown
  public void tearDown() {
    classifier.close();
    model.close();
  }
}
