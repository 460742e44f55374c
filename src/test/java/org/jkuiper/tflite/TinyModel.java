package org.jkuiper.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes TFLite models of about a kilobyte that tell red, green and blue pictures apart: the score
 * of a class is the mean of its channel (AVERAGE_POOL_2D over the whole picture, RESHAPE to [1,
 * 3]), then what the test asks for.
 */
public final class TinyModel {

  private static final int AVERAGE_POOL_2D = 1;
  private static final int DEQUANTIZE = 6;
  private static final int LOGISTIC = 14;
  private static final int RESHAPE = 22;
  private static final int SOFTMAX = 25;

  private static final int POOL_2D_OPTIONS = 5;
  private static final int SOFTMAX_OPTIONS = 9;
  private static final int RESHAPE_OPTIONS = 17;

  private static final int[] SCORES = {1, 3};

  private final FlatBufferBuilder builder = new FlatBufferBuilder(2048);
  private final List<Integer> tensors = new ArrayList<>();
  private final List<Integer> operators = new ArrayList<>();
  private final List<Integer> codes = new ArrayList<>();
  private final Map<String, byte[]> files = new LinkedHashMap<>();

  private int[] inputShape = {1, 8, 8, 3};
  private int type = 3;
  private float scale = 1 / 16f;
  private int zeroPoint = 128;
  private int ending = RESHAPE;
  private boolean dequantised;
  private float[] mean = {};
  private float[] std = {};
  private boolean calibrated;
  private int transformation;
  private float defaultScore;
  private String labelFile = "";
  private int window;
  private int rewired = -1;
  private int[] rewiredInputs = {};
  private int[] rewiredOutputs = {};

  private TinyModel() {}

  /**
   * Writes a model for pictures of 8 x 8 (uint8 in, uint8 logits out, as the bundled one) with the
   * labels "red", "green" and "blue" in its metadata. A picture of one of these colours gets its
   * label with a probability above 0.99.
   *
   * @return {@code file}
   */
  public static Path colours(Path file) {
    return uint8().labels("red", "green", "blue").write(file);
  }

  public static TinyModel uint8() {
    return new TinyModel();
  }

  static TinyModel int8() {
    return new TinyModel().quantisation(1 / 16f, 0).type(9);
  }

  static TinyModel float32() {
    return new TinyModel().quantisation(0, 0).type(0);
  }

  TinyModel type(int code) {
    type = code;
    return this;
  }

  TinyModel quantisation(float newScale, int newZeroPoint) {
    scale = newScale;
    zeroPoint = newZeroPoint;
    return this;
  }

  public TinyModel inputShape(int... shape) {
    inputShape = shape;
    return this;
  }

  TinyModel softmax() {
    ending = SOFTMAX;
    return this;
  }

  TinyModel logistic() {
    ending = LOGISTIC;
    return this;
  }

  /** An operator by its code in TFLite's schema, in the place of softmax; it gets no options. */
  TinyModel ending(int code) {
    ending = code;
    return this;
  }

  /**
   * Breaks the wiring of an operator: 0 pools the tensor 0 into 1, 1 reshapes 1 into 2, 2 is the
   * ending, 2 into 3.
   */
  TinyModel rewired(int operator, int[] inputs, int[] outputs) {
    rewired = operator;
    rewiredInputs = inputs;
    rewiredOutputs = outputs;
    return this;
  }

  /** The width of what is pooled, in place of the picture's. */
  TinyModel window(int width) {
    window = width;
    return this;
  }

  /** Float scores from a quantised graph. */
  TinyModel dequantised() {
    dequantised = true;
    return this;
  }

  TinyModel normalisation(float[] newMean, float[] newStd) {
    mean = newMean;
    std = newStd;
    return this;
  }

  public TinyModel labels(String... labels) {
    return labelFile("labels.txt")
        .file("labels.txt", String.join("\n", labels).getBytes(StandardCharsets.UTF_8));
  }

  /** The label file that the metadata names, whether it is there or not. */
  public TinyModel labelFile(String name) {
    labelFile = name;
    return this;
  }

  /**
   * A score calibration of all classes.
   *
   * @param transformation of the schema's ScoreTransformationType
   * @param csv the parameters; null leaves the file out of the archive, but not out of the metadata
   */
  TinyModel calibration(int transformation, float defaultScore, @Nullable String csv) {
    calibrated = true;
    this.transformation = transformation;
    this.defaultScore = defaultScore;
    return csv == null ? this : file("c.csv", csv.getBytes(StandardCharsets.UTF_8));
  }

  /** A file in the zip at the model's tail. */
  public TinyModel file(String name, byte[] content) {
    files.put(name, content);
    return this;
  }

  Path write(Path file) {
    try {
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] bytes() {
    int input = tensor("input", inputShape, type, scale, zeroPoint);
    int pooled = tensor("pooled", new int[] {1, 1, 1, 3}, type, scale, zeroPoint);
    int output = tensor("scores", SCORES, type, scale, zeroPoint);
    operator(AVERAGE_POOL_2D, input, pooled, POOL_2D_OPTIONS, pool());
    operator(RESHAPE, pooled, output, RESHAPE_OPTIONS, reshape());
    if (ending != RESHAPE) {
      int least = type == 9 ? -128 : 0;
      int probabilities = tensor("probabilities", SCORES, type, type == 0 ? 0 : 1 / 256f, least);
      boolean softmax = ending == SOFTMAX;
      operator(ending, output, probabilities, softmax ? SOFTMAX_OPTIONS : 0, softmax ? beta() : 0);
      output = probabilities;
    }
    if (dequantised) {
      int floats = tensor("floats", SCORES, 0, 0, 0);
      operator(DEQUANTIZE, output, floats, 0, 0);
      output = floats;
    }
    byte[] model = model(input, output);
    byte[] archive = archive();
    byte[] both = Arrays.copyOf(model, model.length + archive.length);
    System.arraycopy(archive, 0, both, model.length, archive.length);
    return both;
  }

  private int tensor(String name, int[] shape, int code, float tensorScale, int tensorZeroPoint) {
    int quantisation = TinyGraph.quantisation(builder, tensorScale, tensorZeroPoint);
    int dimensions = ints(shape);
    int title = builder.createString(name);
    builder.startTable(5);
    builder.addOffset(0, dimensions, 0);
    builder.addByte(1, (byte) code, 0);
    builder.addInt(2, 0, 0);
    builder.addOffset(3, title, 0);
    builder.addOffset(4, quantisation, 0);
    tensors.add(builder.endTable());
    return tensors.size() - 1;
  }

  private void operator(int code, int input, int output, int optionsType, int options) {
    boolean broken = operators.size() == rewired;
    int inputs = ints(broken ? rewiredInputs : new int[] {input});
    int outputs = ints(broken ? rewiredOutputs : new int[] {output});
    builder.startTable(5);
    builder.addInt(0, codes.size(), 0);
    builder.addOffset(1, inputs, 0);
    builder.addOffset(2, outputs, 0);
    builder.addByte(3, (byte) optionsType, 0);
    builder.addOffset(4, options, 0);
    operators.add(builder.endTable());
    builder.startTable(4);
    builder.addByte(0, (byte) code, 0);
    builder.addInt(2, 1, 1);
    builder.addInt(3, code, 0);
    codes.add(builder.endTable());
  }

  private int pool() {
    builder.startTable(6);
    builder.addByte(0, (byte) 1, 0); // VALID
    builder.addInt(1, 1, 0);
    builder.addInt(2, 1, 0);
    builder.addInt(3, window == 0 ? inputShape[2] : window, 0);
    builder.addInt(4, inputShape[1], 0);
    return builder.endTable();
  }

  private int reshape() {
    int shape = ints(SCORES);
    builder.startTable(1);
    builder.addOffset(0, shape, 0);
    return builder.endTable();
  }

  private int beta() {
    builder.startTable(1);
    builder.addFloat(0, 1, 0);
    return builder.endTable();
  }

  private byte[] model(int input, int output) {
    int inputs = ints(new int[] {input});
    int outputs = ints(new int[] {output});
    int tensorList = tables(tensors);
    int operatorList = tables(operators);
    builder.startTable(4);
    builder.addOffset(0, tensorList, 0);
    builder.addOffset(1, inputs, 0);
    builder.addOffset(2, outputs, 0);
    builder.addOffset(3, operatorList, 0);
    int graphs = tables(List.of(builder.endTable()));

    builder.startTable(1);
    List<Integer> buffers = new ArrayList<>(List.of(builder.endTable()));
    int metadata = 0;
    if (mean.length > 0 || !labelFile.isEmpty() || calibrated) {
      int content = builder.createByteVector(metadata());
      builder.startTable(1);
      builder.addOffset(0, content, 0);
      buffers.add(builder.endTable());
      int name = builder.createString("TFLITE_METADATA");
      builder.startTable(2);
      builder.addOffset(0, name, 0);
      builder.addInt(1, 1, 0);
      metadata = tables(List.of(builder.endTable()));
    }
    int codeList = tables(codes);
    int bufferList = tables(buffers);
    builder.startTable(7);
    builder.addInt(0, 3, 0);
    builder.addOffset(1, codeList, 0);
    builder.addOffset(2, graphs, 0);
    builder.addOffset(4, bufferList, 0);
    builder.addOffset(6, metadata, 0);
    builder.finish(builder.endTable(), "TFL3");
    return builder.sizedByteArray();
  }

  private byte[] metadata() {
    TinyModel separate = new TinyModel();
    FlatBufferBuilder b = separate.builder;
    int means = separate.floats(mean);
    int stds = separate.floats(std);
    b.startTable(2);
    b.addOffset(0, means, 0);
    b.addOffset(1, stds, 0);
    int options = b.endTable();
    b.startTable(2);
    b.addByte(0, (byte) (mean.length == 0 ? 0 : 1), 0); // NormalizationOptions
    b.addOffset(1, options, 0);
    int units = separate.tables(List.of(b.endTable()));
    b.startTable(5);
    b.addOffset(4, units, 0);
    int inputs = separate.tables(List.of(b.endTable()));

    List<Integer> associated = new ArrayList<>();
    if (!labelFile.isEmpty()) {
      associated.add(associated(b, labelFile, 2)); // TENSOR_AXIS_LABELS
    }
    int calibration = 0;
    if (calibrated) {
      associated.add(associated(b, "c.csv", 4)); // TENSOR_AXIS_SCORE_CALIBRATION
      b.startTable(2);
      b.addByte(0, (byte) transformation, 0);
      b.addFloat(1, defaultScore, 0);
      int calibrationOptions = b.endTable();
      b.startTable(2);
      b.addByte(0, (byte) 2, 0); // ScoreCalibrationOptions
      b.addOffset(1, calibrationOptions, 0);
      calibration = separate.tables(List.of(b.endTable()));
    }
    int fileList = separate.tables(associated);
    b.startTable(7);
    b.addOffset(4, calibration, 0);
    b.addOffset(6, fileList, 0);
    int outputs = separate.tables(List.of(b.endTable()));

    b.startTable(4);
    b.addOffset(2, inputs, 0);
    b.addOffset(3, outputs, 0);
    int graphs = separate.tables(List.of(b.endTable()));
    b.startTable(4);
    b.addOffset(3, graphs, 0);
    b.finish(b.endTable(), "M001");
    return b.sizedByteArray();
  }

  private static int associated(FlatBufferBuilder b, String file, int type) {
    int name = b.createString(file);
    b.startTable(3);
    b.addOffset(0, name, 0);
    b.addByte(2, (byte) type, 0);
    return b.endTable();
  }

  private byte[] archive() {
    if (files.isEmpty()) {
      return new byte[0];
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private int ints(int[] values) {
    builder.startVector(Integer.BYTES, values.length, Integer.BYTES);
    for (int i = values.length - 1; i >= 0; i--) {
      builder.addInt(values[i]);
    }
    return builder.endVector();
  }

  private int floats(float[] values) {
    builder.startVector(Float.BYTES, values.length, Float.BYTES);
    for (int i = values.length - 1; i >= 0; i--) {
      builder.addFloat(values[i]);
    }
    return builder.endVector();
  }

  private int tables(List<Integer> offsets) {
    return builder.createVectorOfTables(offsets.stream().mapToInt(Integer::intValue).toArray());
  }
}
