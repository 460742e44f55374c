package org.jkuiper.tflite;

import static org.jkuiper.tflite.Schema.*;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.bytedeco.tensorflowlite.global.tensorflowlite;
import org.jspecify.annotations.Nullable;

/** The first graph of a verified model, which can be followed from either end. */
final class Graph {

  /** Room for a scale, a mean or a small table. Larger constants are weights. */
  private static final int MAX_CONSTANT = 4096;

  private final FlatTable model;
  private final FlatTable graph;
  private final List<FlatTable> operators;

  Graph(FlatTable model) {
    this.model = model;
    this.graph = model.tableAt(MODEL_SUBGRAPHS, 0);
    this.operators = graph.tablesAt(SUBGRAPH_OPERATORS).toList();
  }

  FlatTable tensor(int index) {
    return graph.tableAt(SUBGRAPH_TENSORS, index);
  }

  int code(FlatTable operator) {
    return Schema.builtinCode(
        model.tableAt(MODEL_OPERATOR_CODES, operator.intAt(OPERATOR_OPCODE_INDEX)));
  }

  /** The operator that writes a tensor, if any does. */
  @Nullable FlatTable producer(int tensor) {
    return find(OPERATOR_OUTPUTS, tensor);
  }

  /** The first operator that reads a tensor, if any does. */
  @Nullable FlatTable consumer(int tensor) {
    return find(OPERATOR_INPUTS, tensor);
  }

  private @Nullable FlatTable find(int field, int tensor) {
    for (FlatTable operator : operators) {
      for (int index : operator.intsAt(field)) {
        if (index == tensor) {
          return operator;
        }
      }
    }
    return null;
  }

  /**
   * The real values of a small constant, or null if the tensor is none. It may be stored as float,
   * half, integer or quantised, or be dequantised by an operator.
   */
  float @Nullable [] constant(int index) {
    if (index < 0) {
      return null;
    }
    FlatTable tensor = tensor(index);
    ByteBuffer data = Schema.data(model, tensor.intAt(TENSOR_BUFFER));
    if (!data.hasRemaining()) {
      FlatTable producer = producer(index);
      if (producer == null) {
        return null;
      }
      int code = code(producer);
      boolean same =
          code == tensorflowlite.kTfLiteBuiltinDequantize
              || code == tensorflowlite.kTfLiteBuiltinReshape
              || code == tensorflowlite.kTfLiteBuiltinCast;
      return same ? constant(producer.intsAt(OPERATOR_INPUTS)[0]) : null;
    }
    int type = tensor.byteAt(TENSOR_TYPE);
    int bytes =
        switch (type) {
          case FLOAT32, INT32 -> 4;
          case FLOAT16, INT16 -> 2;
          case UINT8, INT8 -> 1;
          default -> 0;
        };
    if (bytes == 0 || data.remaining() / bytes > MAX_CONSTANT) {
      return null;
    }
    FlatTable quantisation = tensor.tableAt(TENSOR_QUANTIZATION);
    float[] scales =
        quantisation == null ? new float[0] : quantisation.floatsAt(QUANTIZATION_SCALE);
    long[] zeroPoints =
        quantisation == null ? new long[0] : quantisation.longsAt(QUANTIZATION_ZERO_POINT);
    if (scales.length > 1) {
      return null;
    }
    boolean real = scales.length == 0 || type == FLOAT32 || type == FLOAT16;
    float scale = real ? 1 : scales[0];
    long zeroPoint = real || zeroPoints.length == 0 ? 0 : zeroPoints[0];
    data.order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[data.remaining() / bytes];
    for (int i = 0; i < values.length; i++) {
      float stored =
          switch (type) {
            case FLOAT32 -> data.getFloat();
            case INT32 -> data.getInt();
            case FLOAT16 -> half(data.getShort());
            case INT16 -> data.getShort();
            case UINT8 -> data.get() & 0xff;
            default -> data.get();
          };
      values[i] = scale * (stored - zeroPoint);
    }
    return values;
  }

  /** IEEE 754's binary16; JDK 17 has no conversion of its own. */
  private static float half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Math.scalb(1 + fraction * 0x1p-10f, exponent - 15);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
