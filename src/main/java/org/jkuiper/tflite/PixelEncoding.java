package org.jkuiper.tflite;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jkuiper.tflite.ModelMetadata.Normalisation;

/**
 * How a picture's bytes (0 to 255, red, green, blue) become an input tensor's elements.
 *
 * <ul>
 *   <li><b>float32</b>: (pixel - mean) / std, as the model's metadata states. Without metadata,
 *       mean and std are 127.5.
 *   <li><b>uint8, int8</b>: the least stored value + pixel. For uint8 these are the bytes
 *       themselves. A converter fits a quantised input's range to the pictures that it was shown.
 *       So whatever their normalisation was, black is the lower end of the range and white its
 *       upper end. Scale 1/255 with zero point 0 ([0, 1]), 2/255 with 127 ([-1, 1]), 1 with 0, and
 *       the same shifted by 128 for int8 all come to this. It is also what TFLite's own Task
 *       Library does with uint8 models.
 *   <li><b>uint8, int8 with a normalisation in the metadata</b> (one mean per channel, or a range
 *       wider than the pictures'): the normalised value, quantised. If a normalisation does not fit
 *       the tensor's range at all, it is the mean 0 and std 1 of older writers ("no normalisation")
 *       and is ignored.
 * </ul>
 */
final class PixelEncoding {

  /**
   * By what share of the tensor's range a stated normalisation may overshoot the range; it is then
   * clipped.
   */
  private static final float CLIPPED_SHARE = 0.1f;

  private final Tensor input;
  private final Layout layout;

  /** The element for each channel and pixel value, at 256 * channel + pixel. */
  private final float[] elements;

  private PixelEncoding(Tensor input, float[] elements) throws ModelException {
    this.input = input;
    this.layout = Layout.of(input.shape());
    this.elements = elements;
  }

  /** The encoding that the user demands, whether it fits the tensor's range or not. */
  static PixelEncoding demanded(Tensor input, Normalisation normalisation) throws ModelException {
    float[] elements = new float[3 * 256];
    if (input.type() == Tensor.Type.FLOAT32) {
      fill(elements, normalisation::real);
    } else {
      fill(elements, (pixel, channel) -> quantised(normalisation.real(pixel, channel), input));
    }
    return new PixelEncoding(input, elements);
  }

  static PixelEncoding of(Tensor input, Optional<Normalisation> stated) throws ModelException {
    float[] elements = new float[3 * 256];
    if (input.type() == Tensor.Type.FLOAT32) {
      Normalisation normalisation = stated.orElse(Normalisation.DEFAULT);
      fill(elements, normalisation::real);
      return new PixelEncoding(input, elements);
    }
    Normalisation normalisation =
        stated.filter(n -> input.scale() > 0 && fits(n, input)).orElse(null);
    if (normalisation != null) {
      fill(elements, (pixel, channel) -> quantised(normalisation.real(pixel, channel), input));
      if (isWithinOneStepOfStraight(elements, input)) {
        fill(elements, (pixel, channel) -> input.type().min + pixel);
      }
    } else {
      fill(elements, (pixel, channel) -> input.type().min + pixel);
    }
    return new PixelEncoding(input, elements);
  }

  /** Whether a picture's bytes are the tensor's elements as they are. */
  boolean isIdentity() {
    for (int i = 0; i < elements.length; i++) {
      if (elements[i] != i % 256) {
        return false;
      }
    }
    return input.type() == Tensor.Type.UINT8 && layout.isInterleavedRgb();
  }

  /**
   * Fills a tensor.
   *
   * @param pixels the picture, from position 0 to its limit, a multiple of 3
   * @param tensor the tensor's memory, in native byte order
   */
  void encode(ByteBuffer pixels, ByteBuffer tensor) {
    int limit = pixels.limit();
    if (!layout.isInterleavedRgb()) {
      encodeOtherwise(pixels, tensor);
    } else if (input.type() == Tensor.Type.FLOAT32) {
      for (int i = 0; i < limit; i += 3) {
        tensor.putFloat(Float.BYTES * i, elements[pixels.get(i) & 0xff]);
        tensor.putFloat(Float.BYTES * (i + 1), elements[256 + (pixels.get(i + 1) & 0xff)]);
        tensor.putFloat(Float.BYTES * (i + 2), elements[512 + (pixels.get(i + 2) & 0xff)]);
      }
    } else {
      for (int i = 0; i < limit; i += 3) {
        tensor.put(i, (byte) elements[pixels.get(i) & 0xff]);
        tensor.put(i + 1, (byte) elements[256 + (pixels.get(i + 1) & 0xff)]);
        tensor.put(i + 2, (byte) elements[512 + (pixels.get(i + 2) & 0xff)]);
      }
    }
  }

  /** Fills a tensor that is grey, or in which each channel lies whole. */
  private void encodeOtherwise(ByteBuffer pixels, ByteBuffer tensor) {
    int count = pixels.limit() / 3;
    for (int i = 0; i < count; i++) {
      int red = pixels.get(3 * i) & 0xff;
      int green = pixels.get(3 * i + 1) & 0xff;
      int blue = pixels.get(3 * i + 2) & 0xff;
      if (layout.channels() == 1) {
        // ITU-R 601-2's luma in the whole numbers of Pillow's convert("L").
        put(tensor, i, elements[(red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16]);
      } else {
        put(tensor, i, elements[red]);
        put(tensor, count + i, elements[256 + green]);
        put(tensor, 2 * count + i, elements[512 + blue]);
      }
    }
  }

  private void put(ByteBuffer tensor, int index, float element) {
    if (input.type() == Tensor.Type.FLOAT32) {
      tensor.putFloat(Float.BYTES * index, element);
    } else {
      tensor.put(index, (byte) element);
    }
  }

  private interface Element {
    float at(int pixel, int channel);
  }

  private static void fill(float[] elements, Element element) {
    for (int i = 0; i < elements.length; i++) {
      elements[i] = element.at(i % 256, i / 256);
    }
  }

  private static float quantised(float real, Tensor input) {
    int stored = Math.round(input.scale() == 0 ? real : real / input.scale()) + input.zeroPoint();
    return Math.max(input.type().min, Math.min(input.type().max, stored));
  }

  private static boolean fits(Normalisation normalisation, Tensor input) {
    float low = input.real(input.type().min);
    float high = input.real(input.type().max);
    float slack = CLIPPED_SHARE * (high - low);
    for (int channel = 0; channel < 3; channel++) {
      float black = normalisation.real(0, channel);
      float white = normalisation.real(255, channel);
      if (Math.min(black, white) < low - slack || Math.max(black, white) > high + slack) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWithinOneStepOfStraight(float[] elements, Tensor input) {
    for (int i = 0; i < elements.length; i++) {
      if (Math.abs(elements[i] - (input.type().min + i % 256)) > 1) {
        return false;
      }
    }
    return true;
  }
}
