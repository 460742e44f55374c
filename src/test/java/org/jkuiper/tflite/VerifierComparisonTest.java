package org.jkuiper.tflite;

import static org.bytedeco.tensorflowlite.global.tensorflowlite.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What TFLite loads, we refuse for a reason of these only; and of what we take, it does not die.
 */
@Timeout(300)
class VerifierComparisonTest {
  private static final int MUTATIONS = 300;

  /** Why we refuse what TFLite loads: it does not look, and works on what is not there. */
  private static final List<String> REASONS =
      List.of(
          "reads what none before it has written", // another tensor's memory, or none
          "writes where it must not", // the mapped file, an input, or beyond the tensors
          "is no tensor", // an index beyond the tensors
          "is never written", // scores of another picture
          "has too few inputs", // the kernel reads beyond the list
          "has no output", // likewise
          "has no code", // beyond the list of codes
          "has no buffer", // beyond the list of buffers
          "is too large", // half a gigabyte and more
          "is one too many for the memory",
          "pools a window that is larger than its input", // gigabytes of XNNPACK's
          "does not fit its shape", // a kernel reads a scale for each channel
          "has a filter or bias that does not fit its input", // reads beyond the filter
          "has an output that is too fine for its inputs"); // aborts at the first picture

  @TempDir private Path folder;

  private Map<String, byte[]> models() throws Exception {
    Map<String, byte[]> models = new LinkedHashMap<>();
    models.put("logits", TinyModel.uint8().labels("red", "green", "blue").bytes());
    models.put("dequantised", TinyModel.int8().softmax().dequantised().bytes());
    models.put("left out", leftOut().bytes());
    models.put("weights", weights().bytes());
    models.put("weights outside", OutsideBuffers.of(weights().bytes()));
    models.put("a variable", variable().bytes());
    models.put("an empty list", emptyList().bytes());
    return models;
  }

  private static TinyGraph weights() {
    TinyGraph graph = new TinyGraph();
    int means = graph.means(graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3));
    return graph.outputs(graph.dense(means, new float[] {1, 0, 0}, new float[] {0, 1, 0}));
  }

  /** A bias of -1 is none. */
  private static TinyGraph leftOut() {
    TinyGraph graph = new TinyGraph();
    int means = graph.means(graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3));
    byte[] weights = new byte[2 * 3 * Float.BYTES];
    int matrix = graph.constant(TinyGraph.FLOAT32, 0, 0, weights, 2, 3);
    int[] shape = {1, 2};
    return graph.outputs(
        graph.apply(kTfLiteBuiltinFullyConnected, 0, 0, 0, shape, means, matrix, -1));
  }

  /** A variable is read before any operator has written it. */
  private static TinyGraph variable() {
    TinyGraph graph = new TinyGraph();
    int means = graph.means(graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3));
    return graph.outputs(graph.apply(kTfLiteBuiltinAdd, means, graph.variable(1, 3)));
  }

  /** A mean over no axes: an empty list has no bytes in its buffer. */
  private static TinyGraph emptyList() {
    TinyGraph graph = new TinyGraph();
    int means = graph.means(graph.input(TinyGraph.FLOAT32, 1, 4, 4, 3));
    int none = graph.constant(TinyGraph.INT32, 0, 0, new byte[0], 0);
    int[] shape = {1, 3};
    return graph.outputs(graph.apply(kTfLiteBuiltinSum, 0, 0, 0, shape, means, none));
  }

  @Test
  void whatTfliteLoadsIsRefusedForAStatedReasonOnly() throws Exception {
    List<String> faults = new ArrayList<>();
    int loaded = 0;
    int refused = 0;
    for (Map.Entry<String, byte[]> model : models().entrySet()) {
      Path file = Files.write(folder.resolve(model.getKey() + ".tflite"), model.getValue());
      List<VerifierComparison> all = VerifierComparison.of(file, MUTATIONS);
      assertEquals("loaded", all.get(0).tflite(), model.getKey());
      assertEquals("", all.get(0).ours(), model.getKey());
      for (VerifierComparison one : all) {
        loaded += one.tflite().equals("loaded") ? 1 : 0;
        refused += one.ours().isEmpty() ? 0 : 1;
        boolean stated =
            one.tflite().equals("loaded") && REASONS.stream().anyMatch(one.ours()::contains);
        if (one.isDisagreement() && !stated) {
          faults.add(one.toString());
        }
      }
    }
    assertEquals(List.of(), faults);
    // Both verdicts are there, or the comparison compares nothing.
    assertTrue(loaded > 300 && refused > 100, loaded + " loaded, " + refused + " refused by us");
  }
}
