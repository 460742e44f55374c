package org.jkuiper.tflite;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jkuiper.NeedsShared;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class GraphVerifierTest {

  private static final int SLICE = 65;
  private static final int DEPTHWISE_CONV_2D = 4;

  @TempDir private Path folder;

  @Test
  void anOperatorReadsOnlyWhatIsWrittenBeforeIt() throws Exception {
    String cause = "its operator 0 reads what none before it has written";
    assertRefused(TinyModel.uint8().rewired(0, new int[] {2}, new int[] {1}), cause);
    assertRefused(TinyModel.uint8().rewired(0, new int[] {1}, new int[] {1}), cause);
    assertRefused(TinyModel.uint8().rewired(0, new int[] {99}, new int[] {1}), cause);
    assertRefused(TinyModel.uint8().rewired(0, new int[] {-2}, new int[] {1}), cause);
  }

  @Test
  void anOperatorWritesNeitherTheInputNorWhatAnotherWrote() throws Exception {
    String cause = "its operator 1 writes where it must not";
    assertRefused(TinyModel.uint8().rewired(1, new int[] {1}, new int[] {0}), cause);
    assertRefused(TinyModel.uint8().rewired(1, new int[] {1}, new int[] {1}), cause);
    assertRefused(TinyModel.uint8().rewired(1, new int[] {1}, new int[] {99}), cause);
    assertRefused(TinyModel.uint8().rewired(1, new int[] {1}, new int[] {-1}), cause);
  }

  @Test
  void anOperatorHasAnOutputAndTheInputsThatItNeeds() throws Exception {
    assertRefused(
        TinyModel.uint8().rewired(1, new int[] {1}, new int[] {}), "its operator 1 has no output");
    assertRefused(
        TinyModel.uint8().rewired(1, new int[] {}, new int[] {2}),
        "its operator 1 has too few inputs");
    assertRefused(
        TinyModel.uint8().rewired(1, new int[] {-1}, new int[] {2}),
        "its operator 1 has too few inputs");
    // TFLite 2.21 dies of these two while it builds the graph.
    assertRefused(TinyModel.uint8().ending(SLICE), "its operator 2 has too few inputs");
    assertRefused(TinyModel.uint8().ending(DEPTHWISE_CONV_2D), "its operator 2 has too few inputs");
  }

  @Test
  @NeedsShared
  void aDepthwiseConvolutionFitsItsInput() throws Exception {
    byte[] bytes =
        Files.readAllBytes(
            Reference.shared().resolve("models").resolve("mobilenet_v1_0.25_128_quant.tflite"));
    String cause = " has a filter or bias that does not fit its input";
    byte[] otherFilter = bytes.clone();
    otherFilter[482496] = 85; // operator 9's filter, which is tensor 48
    assertRefused(otherFilter, "its operator 9" + cause);
    byte[] noBias = bytes.clone();
    noBias[482360] = 2; // the number of operator 11's inputs, which is 3
    assertRefused(noBias, "its operator 11" + cause);
  }

  @Test
  @NeedsShared
  void aSumFitsItsScales() throws Exception {
    byte[] bytes =
        Files.readAllBytes(
            Reference.shared().resolve("models").resolve("mobilenet_v2_1.0_224_quant.tflite"));
    // The description of the tensor 45, a sum, loses its type and its scale.
    bytes[3545828] = 0;
    bytes[3545829] = 0;
    assertRefused(bytes, "has an output that is too fine for its inputs");
  }

  @Test
  void aPoolIsNoLargerThanItsInput() throws Exception {
    assertRefused(
        TinyModel.uint8().window(1 << 20),
        "its operator 0 pools a window that is larger than its input");
  }

  @Test
  void theMemoryForAllTensorsIsLimited() throws Exception {
    byte[] bytes = TinyModel.uint8().bytes();
    byte[] pooled = {4, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0};
    int at = ModelTest.indexOf(bytes, pooled);
    bytes[at + 11] = 4; // 1 x 67108864 x 1 x 3
    assertRefused(bytes, "its tensor 1 is too large");
    bytes[at + 11] = 2; // 1 x 33554432 x 1 x 3
    bytes[at + 10] = (byte) 0xaa; // 1 x 44739242 x 1 x 3: with the input's 192 elements above 2^27
    bytes[at + 9] = (byte) 0xaa;
    bytes[at + 8] = (byte) 0xaa;
    assertRefused(bytes, "its tensor 1 is one too many for the memory");
  }

  private void assertRefused(TinyModel tiny, String cause) throws Exception {
    assertRefused(tiny.bytes(), cause);
  }

  private void assertRefused(byte[] bytes, String cause) throws Exception {
    Path file = Files.write(folder.resolve("m.tflite"), bytes);
    ModelException e = assertThrows(ModelException.class, () -> Model.load(file).close());
    assertTrue(e.getMessage().contains(cause), e.getMessage());
  }
}
