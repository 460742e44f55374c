package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever lies there as a model: its graph, metadata and labels are read, or refused. */
class ModelFuzzTest {
  @TempDir private static Path folder;

  static Stream<Arguments> seeds() {
    return Stream.concat(
            Stream.of(TinyDetector.quarters().bytes()), classifiers().map(TinyModel::bytes))
        .map(bytes -> Arguments.of((Object) bytes));
  }

  private static Stream<TinyModel> classifiers() {
    return Stream.of(
        TinyModel.uint8().labels("red", "green", "blue"),
        TinyModel.int8().softmax(),
        TinyModel.float32().normalisation(new float[] {1, 2, 3}, new float[] {4, 5, 6}).logistic(),
        TinyModel.uint8().softmax().dequantised().labels("a", "b", "c"));
  }

  @MethodSource("seeds")
  @FuzzTest
  void aModelLoadsOrIsRefused(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("m.tflite"), bytes);
    try (Model model = Model.load(file)) {
      assertTrue(model.inputWidth() > 0 && model.inputHeight() > 0 && model.classes() > 0);
      model.labels().ifPresent(labels -> assertEquals(model.classes(), labels.size()));
    } catch (ModelException e) {
      assertTrue(e.getMessage().startsWith("the model " + file + " cannot be used: "));
    }
  }
}
