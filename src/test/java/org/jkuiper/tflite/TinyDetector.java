package org.jkuiper.tflite;

import static org.bytedeco.tensorflowlite.global.tensorflowlite.*;

import com.google.flatbuffers.FlexBuffersBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes models of about two kilobytes that find red, green and blue in the four quarters of a
 * picture of 8 x 8, in the way of an SSD model. Each quarter is an anchor; the score of a class is
 * the mean of its channel there, and the background's is 0. TFLite's post-process makes boxes of
 * that.
 */
public final class TinyDetector {

  /** The labels of the classes, as a file has them. */
  public static final String LABELS = "???\nred\ngreen\nblue\n";

  private final Map<String, Number> options = new LinkedHashMap<>();
  private byte[] flexbuffer = {};
  private float[] encodings = new float[16];
  private int anchors = 4;
  private int[] order = {0, 1, 2, 3};
  private boolean loose;
  private int times = 1;

  private TinyDetector() {
    options.put("max_detections", 4);
    options.put("max_classes_per_detection", 1);
    options.put("num_classes", 3);
    options.put("nms_score_threshold", 0.05f);
    options.put("nms_iou_threshold", 0.6f);
    options.put("y_scale", 10f);
    options.put("x_scale", 10f);
    options.put("h_scale", 5f);
    options.put("w_scale", 5f);
  }

  public static TinyDetector quarters() {
    return new TinyDetector();
  }

  /**
   * Writes the model, and its labels as {@code NAME.txt}.
   *
   * @return {@code file}
   */
  public static Path quarters(Path file) {
    String name = file.getFileName().toString().replace(".tflite", ".txt");
    try {
      Files.writeString(file.resolveSibling(name), LABELS);
      return Files.write(file, quarters().bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An option of the post-process in place of the usual one. */
  TinyDetector option(String key, Number value) {
    options.put(key, value);
    return this;
  }

  TinyDetector without(String key) {
    options.remove(key);
    return this;
  }

  /** The options of the post-process as bytes. */
  TinyDetector options(byte[] bytes) {
    flexbuffer = bytes;
    return this;
  }

  /** What moves each anchor: y and x by tenths of it, height and width by e to fifths. */
  TinyDetector encodings(float... yxhw) {
    encodings = yxhw;
    return this;
  }

  /** How many anchors there are, for four boxes. */
  TinyDetector anchors(int count) {
    anchors = count;
    return this;
  }

  /** The order of the outputs: 0 boxes, 1 classes, 2 scores, 3 count. */
  TinyDetector order(int... outputs) {
    order = outputs;
    return this;
  }

  /** The graph gives the scores before the post-process, too. */
  TinyDetector loose() {
    loose = true;
    return this;
  }

  /** The post-process is there several times. */
  TinyDetector times(int count) {
    times = count;
    return this;
  }

  public byte[] bytes() {
    TinyGraph graph = new TinyGraph();
    int picture = graph.input(TinyGraph.FLOAT32, 1, 8, 8, 3);
    int scaled = graph.apply(kTfLiteBuiltinMul, picture, graph.constant(1 / 255f));
    int split = graph.reshape(scaled, 2, 4, 2, 4, 3);
    int means =
        graph.apply(
            kTfLiteBuiltinMean,
            TinyGraph.FLOAT32,
            0,
            0,
            new int[] {2, 2, 3},
            split,
            graph.constant(1, 3));
    int scores = graph.reshape(means, 1, 4, 3);
    float[] centres = {
      .25f, .25f, .5f, .5f, .25f, .75f, .5f, .5f, .75f, .25f, .5f, .5f, .75f, .75f, .5f, .5f
    };
    int boxes = graph.reshape(graph.constant(encodings), 1, 4, 4);
    int where =
        graph.constant(
            TinyGraph.FLOAT32, 0, 0, littleEndian(Arrays.copyOf(centres, 4 * anchors)), anchors, 4);
    int[] outputs = {};
    for (int i = 0; i < times; i++) {
      outputs =
          new int[] {
            graph.floats(1, 4, 4), graph.floats(1, 4), graph.floats(1, 4), graph.floats(1)
          };
      graph.custom(
          "TFLite_Detection_PostProcess",
          flexbuffer.length == 0 ? flexbuffer(options) : flexbuffer,
          new int[] {boxes, scores, where},
          outputs);
    }
    int[] given = new int[loose ? 5 : 4];
    for (int i = 0; i < 4; i++) {
      given[i] = outputs[order[i]];
    }
    if (loose) {
      given[4] = scores;
    }
    return graph.outputs(given).bytes();
  }

  /** A map as converters write it. */
  static byte[] flexbuffer(Map<String, Number> numbers) {
    FlexBuffersBuilder builder = new FlexBuffersBuilder(1024);
    int map = builder.startMap();
    numbers.forEach(
        (key, value) -> {
          if (value instanceof Integer) {
            builder.putInt(key, value.intValue());
          } else {
            builder.putFloat(key, value.floatValue());
          }
        });
    builder.endMap(null, map);
    ByteBuffer finished = builder.finish();
    byte[] bytes = new byte[finished.remaining()];
    finished.get(bytes);
    return bytes;
  }

  private static byte[] littleEndian(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }
}
