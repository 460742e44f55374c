package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import org.jkuiper.tflite.ModelMetadata.Normalisation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelEncodingTest {

  private static final Normalisation MINUS_ONE_TO_ONE = Normalisation.DEFAULT;

  @ParameterizedTest
  @CsvSource({
    "0.0078125, 128", // the bundled model
    "0.00784314, 127",
    "0.00392157, 0",
    "1, 0",
    "0.0187, 114" // ImageNet's mean and std, unstated
  })
  void uint8TakesTheBytesAsTheyAre(float scale, int zeroPoint) throws ModelException {
    Tensor input = tensor(Tensor.Type.UINT8, scale, zeroPoint);
    assertTrue(PixelEncoding.of(input, Optional.empty()).isIdentity());
  }

  @Test
  void aStatedNormalisationThatSaysTheSameChangesNothing() throws ModelException {
    assertTrue(encoding(tensor(Tensor.Type.UINT8, 1 / 128f, 128), MINUS_ONE_TO_ONE).isIdentity());
    assertTrue(
        encoding(tensor(Tensor.Type.UINT8, 1 / 255f, 0), normalisation(0, 255)).isIdentity());
  }

  @Test
  void olderWritersMeanZeroStdOneIsPassedOver() throws ModelException {
    assertTrue(
        encoding(tensor(Tensor.Type.UINT8, 1 / 128f, 128), normalisation(0, 1)).isIdentity());
  }

  @ParameterizedTest
  @CsvSource({"0.00784314, -1", "0.00392157, -128", "1, -128"})
  void int8TakesTheBytesShifted(float scale, int zeroPoint) throws ModelException {
    PixelEncoding encoding =
        PixelEncoding.of(tensor(Tensor.Type.INT8, scale, zeroPoint), Optional.empty());
    assertFalse(encoding.isIdentity());
    assertEquals(-128, encoded(encoding, 0, 0));
    assertEquals(0, encoded(encoding, 128, 1));
    assertEquals(127, encoded(encoding, 255, 2));
  }

  @Test
  void aRangeWiderThanThePicturesFollowsTheStatedNormalisation() throws ModelException {
    // A power of two: [-1, 1] takes up the middle half of [-2, 2).
    PixelEncoding encoding = encoding(tensor(Tensor.Type.INT8, 1 / 64f, 0), MINUS_ONE_TO_ONE);
    assertEquals(-64, encoded(encoding, 0, 0));
    assertEquals(64, encoded(encoding, 255, 0));
    // Symmetric, of pictures in [0, 1].
    assertEquals(
        0, encoded(encoding(tensor(Tensor.Type.INT8, 1 / 127f, 0), normalisation(0, 255)), 0, 0));
  }

  @Test
  void channelsMayDiffer() throws ModelException {
    Normalisation imageNet =
        new Normalisation(List.of(123.675f, 116.28f, 103.53f), List.of(58.395f, 57.12f, 57.375f));
    PixelEncoding encoding = encoding(tensor(Tensor.Type.UINT8, 0.0187f, 114), imageNet);
    assertFalse(encoding.isIdentity());
    assertEquals((byte) Math.round(-123.675 / 58.395 / 0.0187 + 114), encoded(encoding, 0, 0));
    assertEquals((byte) Math.round(-103.53 / 57.375 / 0.0187 + 114), encoded(encoding, 0, 2));
  }

  @Test
  void floatsAreNormalised() throws ModelException {
    Tensor input = tensor(Tensor.Type.FLOAT32, 0, 0);
    assertEquals(1f, encodedFloat(PixelEncoding.of(input, Optional.empty()), 255));
    assertEquals(-1f, encodedFloat(PixelEncoding.of(input, Optional.empty()), 0));
    assertEquals(255f, encodedFloat(encoding(input, normalisation(0, 1)), 255));
  }

  @Test
  void aGreyInputGetsPillowsLuma() throws ModelException {
    PixelEncoding encoding =
        PixelEncoding.of(
            new Tensor(Tensor.Type.UINT8, List.of(1, 1, 2, 1), 0, 0), Optional.empty());
    assertFalse(encoding.isIdentity());
    ByteBuffer tensor = ByteBuffer.allocate(2);
    encoding.encode(ByteBuffer.wrap(new byte[] {(byte) 255, 0, 0, 10, 20, 30}), tensor);
    assertEquals(76, tensor.get(0));
    assertEquals(18, tensor.get(1));
  }

  @Test
  void aPlanarInputGetsEachChannelWhole() throws ModelException {
    PixelEncoding encoding =
        PixelEncoding.of(
            new Tensor(Tensor.Type.UINT8, List.of(1, 3, 1, 2), 0, 0), Optional.empty());
    ByteBuffer tensor = ByteBuffer.allocate(6);
    encoding.encode(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6}), tensor);
    assertEquals(ByteBuffer.wrap(new byte[] {1, 4, 2, 5, 3, 6}), tensor);
  }

  @Test
  void whatTheUserDemandsIsQuantisedWhateverTheRangeIs() throws ModelException {
    PixelEncoding encoding =
        PixelEncoding.demanded(
            tensor(Tensor.Type.INT8, 1 / 64f, 0), new Normalisation(List.of(0f), List.of(127.5f)));
    assertEquals(0, encoded(encoding, 0, 0));
    assertEquals(127, encoded(encoding, 255, 0));
  }

  private static PixelEncoding encoding(Tensor input, Normalisation normalisation)
      throws ModelException {
    return PixelEncoding.of(input, Optional.of(normalisation));
  }

  private static Normalisation normalisation(float mean, float std) {
    return new Normalisation(List.of(mean), List.of(std));
  }

  private static Tensor tensor(Tensor.Type type, float scale, int zeroPoint) {
    return new Tensor(type, List.of(1, 1, 1, 3), scale, zeroPoint);
  }

  private static byte encoded(PixelEncoding encoding, int pixel, int channel) {
    return encode(encoding, pixel).get(channel);
  }

  private static float encodedFloat(PixelEncoding encoding, int pixel) {
    return encode(encoding, pixel).getFloat(0);
  }

  private static ByteBuffer encode(PixelEncoding encoding, int pixel) {
    byte value = (byte) pixel;
    ByteBuffer tensor = ByteBuffer.allocate(3 * Float.BYTES).order(ByteOrder.nativeOrder());
    encoding.encode(ByteBuffer.wrap(new byte[] {value, value, value}), tensor);
    return tensor;
  }
}
