package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u16be;
import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * A JPEG's frame: its MCUs and its components (ITU-T T.81, A.1 and A.2). A progressive frame has to
 * remember 8 bytes a block about its coefficients, which is 25 MB for 50 million pixels of CMYK.
 * They lie off the heap, where libjpeg has just freed twelve times as much.
 */
final class JpegFrame implements AutoCloseable {
  final boolean progressive;
  final int mcusAcross;
  final int mcusDown;
  private final JpegComponent[] components;
  private final Pointer memory;

  /**
   * @param at where the frame's marker is
   * @throws IndexOutOfBoundsException if the segment is too short
   * @throws BrokenImageException if there are more than four components, or sampling factors that
   *     are not 1 to 4
   */
  JpegFrame(ByteBuffer jpeg, int at) throws BrokenImageException {
    progressive = u8(jpeg, at + 1) == JpegMarkers.SOF2;
    int height = u16be(jpeg, at + 5);
    int width = u16be(jpeg, at + 7);
    int count = u8(jpeg, at + 9);
    int most = 1;
    int tallest = 1;
    int perMcu = 0;
    for (int i = 0; i < count; i++) {
      int across = u8(jpeg, at + 11 + 3 * i) >> 4;
      int down = u8(jpeg, at + 11 + 3 * i) & 15;
      if (count > 4 || across < 1 || across > 4 || down < 1 || down > 4) {
        throw BrokenImageException.damaged(ImageFormat.JPEG, "its components are not valid");
      }
      most = Math.max(most, across);
      tallest = Math.max(tallest, down);
      perMcu += across * down;
    }
    mcusAcross = ceilDiv(width, 8 * most);
    mcusDown = ceilDiv(height, 8 * tallest);
    int blocks = progressive ? perMcu * mcusAcross * mcusDown : 0;
    memory = Pointer.calloc(Math.max(1, blocks), Long.BYTES);
    if (memory == null) {
      throw new OutOfMemoryError("no native memory for " + blocks + " blocks");
    }
    LongBuffer nonzero = new LongPointer(memory).capacity(blocks).asBuffer();
    components = new JpegComponent[count];
    int from = 0;
    for (int i = 0; i < count; i++) {
      int factors = u8(jpeg, at + 11 + 3 * i);
      int across = factors >> 4;
      int down = factors & 15;
      int size = progressive ? across * down * mcusAcross * mcusDown : 0;
      components[i] =
          new JpegComponent(
              u8(jpeg, at + 10 + 3 * i),
              u8(jpeg, at + 12 + 3 * i) & 3,
              across,
              down,
              ceilDiv(ceilDiv(width * across, most), 8),
              ceilDiv(ceilDiv(height * down, tallest), 8),
              mcusAcross * across,
              nonzero.slice(from, size));
      from += size;
    }
  }

  JpegComponent component(int id) throws BrokenImageException {
    for (JpegComponent component : components) {
      if (component.id == id) {
        return component;
      }
    }
    throw BrokenImageException.damaged(ImageFormat.JPEG, "a scan has an unknown component");
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }

  /** Frees what the components remember. Do not use them afterwards. */
  @Override
  public void close() {
    Pointer.free(memory);
  }
}
