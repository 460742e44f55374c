package org.jkuiper.tflite;

import java.nio.ByteBuffer;

/**
 * The fields of TFLite's {@code schema.fbs} that this package reads, by name. The operators' codes
 * are the constants {@code kTfLiteBuiltin…} of {@link
 * org.bytedeco.tensorflowlite.global.tensorflowlite}.
 */
final class Schema {

  static final int MODEL_OPERATOR_CODES = 1;
  static final int MODEL_SUBGRAPHS = 2;
  static final int MODEL_BUFFERS = 4;
  static final int MODEL_METADATA = 6;

  static final int OPERATOR_CODE_DEPRECATED_BUILTIN_CODE = 0;
  static final int OPERATOR_CODE_CUSTOM_CODE = 1;
  static final int OPERATOR_CODE_VERSION = 2;
  static final int OPERATOR_CODE_BUILTIN_CODE = 3;

  static final int SUBGRAPH_TENSORS = 0;
  static final int SUBGRAPH_INPUTS = 1;
  static final int SUBGRAPH_OUTPUTS = 2;
  static final int SUBGRAPH_OPERATORS = 3;

  static final int TENSOR_SHAPE = 0;
  static final int TENSOR_TYPE = 1;
  static final int TENSOR_BUFFER = 2;
  static final int TENSOR_QUANTIZATION = 4;
  static final int TENSOR_IS_VARIABLE = 5;
  static final int TENSOR_SHAPE_SIGNATURE = 7;

  static final int QUANTIZATION_SCALE = 2;
  static final int QUANTIZATION_ZERO_POINT = 3;
  static final int QUANTIZATION_QUANTIZED_DIMENSION = 6;

  static final int OPERATOR_OPCODE_INDEX = 0;
  static final int OPERATOR_INPUTS = 1;
  static final int OPERATOR_OUTPUTS = 2;
  static final int OPERATOR_BUILTIN_OPTIONS = 4;
  static final int OPERATOR_CUSTOM_OPTIONS = 5;
  static final int OPERATOR_INTERMEDIATES = 8;
  static final int OPERATOR_LARGE_CUSTOM_OPTIONS_OFFSET = 9;

  static final int POOL_2D_FILTER_WIDTH = 3;
  static final int POOL_2D_FILTER_HEIGHT = 4;

  static final int BUFFER_DATA = 0;
  static final int BUFFER_OFFSET = 1;
  static final int BUFFER_SIZE = 2;

  static final int METADATA_NAME = 0;
  static final int METADATA_BUFFER = 1;

  // Element types (TensorType).
  static final int FLOAT32 = 0;
  static final int FLOAT16 = 1;
  static final int INT32 = 2;
  static final int UINT8 = 3;
  static final int INT16 = 7;
  static final int INT8 = 9;

  private Schema() {}

  /**
   * A buffer's bytes, read as TFLite's InterpreterBuilder does: from the FlatBuffer, or behind it
   * at an offset from the file's start. Empty if the buffer is no constant.
   *
   * @throws IndexOutOfBoundsException if they lie outside the file
   */
  static ByteBuffer data(FlatTable model, int index) {
    FlatTable buffer = model.tableAt(MODEL_BUFFERS, index);
    ByteBuffer inside = buffer.bytesAt(BUFFER_DATA);
    long offset = buffer.longAt(BUFFER_OFFSET);
    long size = buffer.longAt(BUFFER_SIZE);
    // Writers put 0 and 1 there as placeholders. Both numbers are unsigned.
    boolean outside = offset != 0 && offset != 1 && size != 0 && size != 1;
    return inside.hasRemaining() || !outside ? inside : model.sliceAt(offset, size);
  }

  /**
   * What an operator does, as a BuiltinOperator. Old writers fill only the byte-sized field, new
   * ones fill both. Codes beyond 127 are in the new field alone.
   */
  static int builtinCode(FlatTable operatorCode) {
    return Math.max(
        operatorCode.byteAt(OPERATOR_CODE_DEPRECATED_BUILTIN_CODE),
        operatorCode.intAt(OPERATOR_CODE_BUILTIN_CODE));
  }
}
