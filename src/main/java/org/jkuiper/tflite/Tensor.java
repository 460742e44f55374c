package org.jkuiper.tflite;

import static org.jkuiper.tflite.Schema.QUANTIZATION_SCALE;
import static org.jkuiper.tflite.Schema.QUANTIZATION_ZERO_POINT;
import static org.jkuiper.tflite.Schema.TENSOR_QUANTIZATION;
import static org.jkuiper.tflite.Schema.TENSOR_SHAPE;
import static org.jkuiper.tflite.Schema.TENSOR_TYPE;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A tensor as the model file describes it.
 *
 * @param type how the elements are stored
 * @param shape the dimensions, outermost first
 * @param scale the step of a quantised tensor: real = scale * (stored - zeroPoint); 0 for float32,
 *     and for integers that stand for themselves
 * @param zeroPoint the stored value that means 0
 */
record Tensor(Type type, List<Integer> shape, float scale, int zeroPoint) {

  /**
   * The element types that classification models use at their ends. The codes are those of TFLite's
   * schema.
   */
  enum Type {
    FLOAT32(Schema.FLOAT32, Float.BYTES, 0, 0),
    UINT8(Schema.UINT8, 1, 0, 255),
    INT8(Schema.INT8, 1, -128, 127);

    private final int code;
    final int bytes;
    final int min;
    final int max;

    Type(int code, int bytes, int min, int max) {
      this.code = code;
      this.bytes = bytes;
      this.min = min;
      this.max = max;
    }
  }

  /** More dimensions than TFLite's kernels take, so no shape of ours has as many. */
  private static final int MAX_DIMENSIONS = 9;

  /**
   * Reads a table {@code Tensor} of TFLite's schema.
   *
   * @param role "input" or "output", for the message
   * @throws ModelException if the type is none of {@link Type}, or a quantised tensor does not
   *     state its scale
   */
  static Tensor read(FlatTable table, String role) throws ModelException {
    int code = table.byteAt(TENSOR_TYPE);
    Type type =
        Arrays.stream(Type.values())
            .filter(t -> t.code == code)
            .findFirst()
            .orElseThrow(
                () ->
                    new ModelException(
                        "its "
                            + role
                            + " is of TFLite's type "
                            + code
                            + ", not uint8, int8 or float32"
                            + " (convert it with one of these as its inference type)"));
    List<Integer> shape =
        Arrays.stream(table.intsAt(TENSOR_SHAPE)).limit(MAX_DIMENSIONS).boxed().toList();
    if (type == Type.FLOAT32) {
      return new Tensor(type, shape, 0, 0);
    }
    FlatTable quantisation = table.tableAt(TENSOR_QUANTIZATION);
    float[] scales =
        quantisation == null ? new float[0] : quantisation.floatsAt(QUANTIZATION_SCALE);
    long[] zeroPoints =
        quantisation == null ? new long[0] : quantisation.longsAt(QUANTIZATION_ZERO_POINT);
    if (scales.length == 0 && role.equals("input")) {
      // The graph takes the stored values for what they are, mostly by a CAST.
      return new Tensor(type, shape, 0, 0);
    }
    if (scales.length != 1 || !(scales[0] > 0) || Float.isInfinite(scales[0])) {
      throw new ModelException("its quantised " + role + " states no usable scale");
    }
    long zeroPoint = zeroPoints.length == 0 ? 0 : zeroPoints[0];
    if (zeroPoint < type.min || zeroPoint > type.max) {
      throw new ModelException("its " + role + "'s zero point " + zeroPoint + " is out of range");
    }
    return new Tensor(type, shape, scales[0], (int) zeroPoint);
  }

  /** Shape, type and, if it is quantised, what a stored {@code n} stands for. */
  @Override
  public String toString() {
    return shape
        + " "
        + type.name().toLowerCase(Locale.ROOT)
        + (scale == 0
            ? ""
            : ", " + scale + " * (n " + (zeroPoint < 0 ? "+ " : "- ") + Math.abs(zeroPoint) + ")");
  }

  /** The real value that a stored one stands for. */
  float real(int stored) {
    return scale * (stored - zeroPoint);
  }
}
