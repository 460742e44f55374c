package org.jkuiper.label;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jkuiper.inference.ModelFolder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The whole of labelImage for one picture, and its last step. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class LabelBenchmark {
  @Param({"cat.jpg", "coffee.jpg", "shuttle.jpg"})
  String picture;

  private ByteBuffer bytes;
  private LabelModel model;
  private Labeller labeller;
  private Answering answering;
  private final float[] scores = new float[1001];
  private final Answering ranking =
      Answering.of(
          LabelOptions.NONE, "", IntStream.range(0, 1001).mapToObj(String::valueOf).toList());

  @Setup
  public void setUp() throws Exception {
    bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of("samples", picture)));
    ModelFolder folder = new ModelFolder(Path.of(""), List.of(LabelImage.TASK));
    folder.look();
    model = LabelModel.load(folder.source(LabelImage.TASK, ""));
    answering = Answering.of(LabelOptions.NONE, "", model.labels());
    labeller = new Labeller(model, model.source().settings().threads());
    Random random = new Random(1);
    for (int i = 0; i < scores.length; i++) {
      scores[i] = random.nextFloat();
    }
  }

  @Benchmark
  public List<?> labelImage() throws Exception {
    return labeller.label(bytes, answering);
  }

  @Benchmark
  public List<Label> topK() {
    return Ranking.of(scores, ranking);
  }

  @TearDown
  public void tearDown() {
    labeller.close();
    model.close();
  }
}
