package org.jkuiper.tflite;

import static org.bytedeco.tensorflowlite.global.tensorflowlite.*;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a TFLite model operator by operator, where {@link TinyModel} has a fixed one. Each method
 * that adds a tensor gives its index.
 */
public final class TinyGraph {
  static final int FLOAT32 = 0;
  static final int FLOAT16 = 1;
  static final int INT32 = 2;
  static final int UINT8 = 3;
  static final int INT8 = 9;

  private static final int SOFTMAX_OPTIONS = 9;

  private final FlatBufferBuilder builder = new FlatBufferBuilder(2048);
  private final List<Integer> tensors = new ArrayList<>();
  private final List<int[]> shapes = new ArrayList<>();
  private final List<Integer> operators = new ArrayList<>();
  private final List<Integer> codes = new ArrayList<>();
  private final List<Integer> buffers = new ArrayList<>();
  private int picture;
  private int[] outputs = {};
  private byte[] customOptions = {};

  TinyGraph() {
    builder.startTable(1);
    buffers.add(builder.endTable()); // The first buffer is empty by convention.
  }

  /** A model of one logit: what red has of 1, twice, in a graph that takes bytes. */
  public static byte[] oneLogit() {
    TinyGraph graph = new TinyGraph();
    int scaled =
        graph.apply(kTfLiteBuiltinMul, graph.input(FLOAT32, 1, 4, 4, 3), graph.constant(1 / 255f));
    return graph.outputs(graph.dense(graph.means(scaled), new float[] {2, 0, 0})).bytes();
  }

  /** A model of one score that is 0 for a black picture, and no number for another. */
  public static byte[] notANumberUnlessBlack() {
    TinyGraph graph = new TinyGraph();
    int huge =
        graph.apply(
            kTfLiteBuiltinMul, graph.input(FLOAT32, 1, 4, 4, 3), graph.constant(Float.MAX_VALUE));
    int infinite = graph.means(huge);
    int difference = graph.apply(kTfLiteBuiltinSub, infinite, infinite);
    return graph.outputs(graph.dense(difference, new float[] {1, 1, 1})).bytes();
  }

  /** A model that ends in TFLite's detection post-process; it can be told, not run. */
  public static byte[] detection() {
    TinyGraph graph = new TinyGraph();
    int means = graph.means(graph.input(FLOAT32, 1, 4, 4, 3));
    return graph.outputs(graph.custom("TFLite_Detection_PostProcess", means)).bytes();
  }

  /** The picture. */
  int input(int type, int... shape) {
    picture = tensor(type, 0, 0, 0, shape);
    return picture;
  }

  /** The picture, quantised. */
  int input(int type, float scale, int zeroPoint, int... shape) {
    picture = tensor(type, 0, scale, zeroPoint, shape);
    return picture;
  }

  /** The picture, of which a converter wrote 1 for each side that the signature leaves open. */
  int inputWithSignature(int[] signature, int... shape) {
    picture = tensor(FLOAT32, 0, 0, 0, false, signature, shape);
    return picture;
  }

  /** A constant list of floats. */
  int constant(float... values) {
    byte[] data = new byte[Float.BYTES * values.length];
    littleEndian(data).asFloatBuffer().put(values);
    return constant(FLOAT32, 0, 0, data, values.length);
  }

  /** A constant list of whole numbers, as axes and shapes are. */
  int constant(int... values) {
    byte[] data = new byte[Integer.BYTES * values.length];
    littleEndian(data).asIntBuffer().put(values);
    return constant(INT32, 0, 0, data, values.length);
  }

  /** A constant of any type, not quantised where the scale is 0. */
  int constant(int type, float scale, int zeroPoint, byte[] data, int... shape) {
    builder.startVector(1, data.length, 16);
    for (int i = data.length - 1; i >= 0; i--) {
      builder.addByte(data[i]);
    }
    int content = builder.endVector();
    builder.startTable(1);
    builder.addOffset(0, content, 0);
    buffers.add(builder.endTable());
    return tensor(type, buffers.size() - 1, scale, zeroPoint, shape);
  }

  /** A tensor that keeps its value from one picture to the next. */
  int variable(int... shape) {
    return tensor(FLOAT32, 0, 0, 0, true, null, shape);
  }

  /** An operator that writes floats of the shape of its first input. */
  int apply(int code, int... inputs) {
    return apply(code, FLOAT32, 0, 0, shapes.get(inputs[0]), inputs);
  }

  /** An operator. */
  int apply(int code, int type, float scale, int zeroPoint, int[] shape, int... inputs) {
    int output = tensor(type, 0, scale, zeroPoint, shape);
    operator(code, "", inputs, new int[] {output});
    return output;
  }

  /** An operator that TFLite knows by name, if at all; it keeps the shape. */
  int custom(String name, int input) {
    int output = floats(shapes.get(input));
    custom(name, new byte[0], new int[] {input}, output);
    return output;
  }

  /** An operator that TFLite knows by name, if at all, with options of its own unless empty. */
  void custom(String name, byte[] options, int[] inputs, int... outputs) {
    customOptions = options;
    operator(kTfLiteBuiltinCustom, name, inputs, outputs);
    customOptions = new byte[0];
  }

  /** A tensor of floats that an operator is to write. */
  int floats(int... shape) {
    return tensor(FLOAT32, 0, 0, 0, shape);
  }

  /** The same elements in another shape. */
  int reshape(int input, int... shape) {
    return apply(kTfLiteBuiltinReshape, FLOAT32, 0, 0, shape, input, constant(shape));
  }

  /** The mean of each channel of [1, height, width, channels]: [1, channels]. */
  int means(int input) {
    int[] shape = shapes.get(input);
    return apply(kTfLiteBuiltinMean, FLOAT32, 0, 0, new int[] {1, shape[3]}, input, constant(1, 2));
  }

  /** Multiplies [1, n] by weights of as many rows as there are classes. */
  int dense(int input, float[]... weights) {
    byte[] data = new byte[Float.BYTES * weights.length * weights[0].length];
    ByteBuffer bytes = littleEndian(data);
    for (float[] row : weights) {
      for (float weight : row) {
        bytes.putFloat(weight);
      }
    }
    int matrix = constant(FLOAT32, 0, 0, data, weights.length, weights[0].length);
    int[] shape = {1, weights.length};
    return apply(kTfLiteBuiltinFullyConnected, FLOAT32, 0, 0, shape, input, matrix);
  }

  TinyGraph outputs(int... indices) {
    outputs = indices;
    return this;
  }

  Path write(Path file) {
    try {
      return Files.write(file, bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The model, once. */
  byte[] bytes() {
    int inputList = ints(picture);
    int outputList = ints(outputs);
    int tensorList = tables(tensors);
    int operatorList = tables(operators);
    builder.startTable(4);
    builder.addOffset(0, tensorList, 0);
    builder.addOffset(1, inputList, 0);
    builder.addOffset(2, outputList, 0);
    builder.addOffset(3, operatorList, 0);
    int graphs = tables(List.of(builder.endTable()));
    int codeList = tables(codes);
    int bufferList = tables(buffers);
    builder.startTable(5);
    builder.addInt(0, 3, 0);
    builder.addOffset(1, codeList, 0);
    builder.addOffset(2, graphs, 0);
    builder.addOffset(4, bufferList, 0);
    builder.finish(builder.endTable(), "TFL3");
    return builder.sizedByteArray();
  }

  /**
   * The table of one scale and zero point for the whole tensor; 0, which is none, without a scale.
   */
  static int quantisation(FlatBufferBuilder builder, float scale, int zeroPoint) {
    if (scale == 0) {
      return 0;
    }
    builder.startVector(Float.BYTES, 1, Float.BYTES);
    builder.addFloat(scale);
    int scales = builder.endVector();
    builder.startVector(Long.BYTES, 1, Long.BYTES);
    builder.addLong(zeroPoint);
    int zeroPoints = builder.endVector();
    builder.startTable(4);
    builder.addOffset(2, scales, 0);
    builder.addOffset(3, zeroPoints, 0);
    return builder.endTable();
  }

  private int tensor(int type, int buffer, float scale, int zeroPoint, int... shape) {
    return tensor(type, buffer, scale, zeroPoint, false, null, shape);
  }

  private int tensor(
      int type,
      int buffer,
      float scale,
      int zeroPoint,
      boolean variable,
      int @Nullable [] signature,
      int... shape) {
    int quantisation = quantisation(builder, scale, zeroPoint);
    int sides = ints(shape);
    int open = signature == null ? 0 : ints(signature);
    builder.startTable(8);
    builder.addOffset(0, sides, 0);
    builder.addByte(1, (byte) type, 0);
    builder.addInt(2, buffer, 0);
    builder.addOffset(4, quantisation, 0);
    builder.addBoolean(5, variable, false);
    builder.addOffset(7, open, 0);
    tensors.add(builder.endTable());
    shapes.add(shape);
    return tensors.size() - 1;
  }

  /** An operator with its inputs and outputs; -1 is an input left out. */
  void operator(int code, String custom, int[] inputs, int[] written) {
    int inputList = ints(inputs);
    int outputList = ints(written);
    int options = 0;
    if (code == kTfLiteBuiltinSoftmax) {
      builder.startTable(1);
      builder.addFloat(0, 1, 0); // beta
      options = builder.endTable();
    }
    int more = customOptions.length == 0 ? 0 : builder.createByteVector(customOptions);
    builder.startTable(6);
    builder.addInt(0, codes.size(), 0);
    builder.addOffset(1, inputList, 0);
    builder.addOffset(2, outputList, 0);
    builder.addByte(3, (byte) (options == 0 ? 0 : SOFTMAX_OPTIONS), 0);
    builder.addOffset(4, options, 0);
    builder.addOffset(5, more, 0);
    operators.add(builder.endTable());
    int name = custom.isEmpty() ? 0 : builder.createString(custom);
    builder.startTable(4);
    builder.addByte(0, (byte) Math.min(code, 127), 0);
    builder.addOffset(1, name, 0);
    builder.addInt(2, 1, 1);
    builder.addInt(3, code, 0);
    codes.add(builder.endTable());
  }

  private static ByteBuffer littleEndian(byte[] data) {
    return ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int ints(int... values) {
    builder.startVector(Integer.BYTES, values.length, Integer.BYTES);
    for (int i = values.length - 1; i >= 0; i--) {
      builder.addInt(values[i]);
    }
    return builder.endVector();
  }

  private int tables(List<Integer> offsets) {
    return builder.createVectorOfTables(offsets.stream().mapToInt(Integer::intValue).toArray());
  }
}
