package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u16be;
import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a JPEG of which libjpeg warned has all its pixels, by reading its entropy-coded
 * data once more (ITU-T T.81, annexes F and G). libjpeg's own sentences do not tell: it calls the
 * same "extraneous bytes" what a webcam adds to an interval, and what is left over where a damage
 * has thrown the decoder out of step.
 */
final class EntropyCheck {
  private final byte[] jpeg;
  private final ByteBuffer words;
  private final @Nullable HuffmanTable[] dcTables = new HuffmanTable[4];
  private final @Nullable HuffmanTable[] acTables = new HuffmanTable[4];
  private final int[] dcSteps = {1, 1, 1, 1};
  private int restartInterval;
  private JpegComponent[] components = {};
  private boolean progressive;
  private int mcusAcross;
  private int mcusDown;
  private @Nullable Progression progression;

  private EntropyCheck(byte[] jpeg) {
    this.jpeg = jpeg;
    words = ByteBuffer.wrap(jpeg);
  }

  /**
   * @param jpeg what {@link JpegHeader} has left of a JPEG
   * @throws BrokenImageException if a pixel is lost, with the cause
   */
  static void check(byte[] jpeg) throws BrokenImageException {
    try {
      new EntropyCheck(jpeg).check();
    } catch (IndexOutOfBoundsException e) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "a segment of it is too short");
    }
  }

  private void check() throws BrokenImageException {
    int at = 2;
    while (true) {
      at = JpegMarkers.next(jpeg, at, jpeg.length);
      int marker = u8(words, at + 1);
      if (marker == JpegMarkers.EOI) {
        break;
      }
      int end = at + 2 + u16be(words, at + 2);
      switch (marker) {
        case JpegMarkers.DHT -> huffmanTables(at + 4, end);
        case JpegMarkers.DQT -> quantizationTables(at + 4, end);
        case JpegMarkers.DRI -> restartInterval = u16be(words, at + 4);
        case JpegMarkers.SOS -> {
          int endOfScan = JpegMarkers.endOfScan(jpeg, end, jpeg.length);
          scan(at, new EntropyBits(jpeg, end, endOfScan));
          end = endOfScan;
        }
        default -> {
          if (JpegMarkers.isFrame(marker)) {
            frame(at);
          }
        }
      }
      at = end;
    }
    if (progression == null || !progression.isInOrder()) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "its scans do not fit each other");
    }
    // Where the beginning of a scan is damaged, the one before it has the whole of it as stray
    // bytes.
    if (!progression.isComplete()) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "it lacks a scan");
    }
  }

  private void huffmanTables(int from, int end) throws BrokenImageException {
    for (int at = from; at < end; at += 17 + HuffmanTable.count(jpeg, at + 1)) {
      int where = u8(words, at);
      (where >> 4 == 0 ? dcTables : acTables)[where & 3] = new HuffmanTable(jpeg, at + 1);
    }
  }

  private void quantizationTables(int from, int end) {
    int at = from;
    while (at < end) {
      boolean wide = u8(words, at) >> 4 != 0;
      dcSteps[u8(words, at) & 3] = wide ? u16be(words, at + 1) : u8(words, at + 1);
      at += wide ? 129 : 65;
    }
  }

  private void frame(int at) throws BrokenImageException {
    progressive = u8(words, at + 1) == JpegMarkers.SOF2;
    progression = new Progression(words, at);
    int height = u16be(words, at + 5);
    int width = u16be(words, at + 7);
    int most = 1;
    int tallest = 1;
    for (int i = 0; i < u8(words, at + 9); i++) {
      most = Math.max(most, u8(words, at + 11 + 3 * i) >> 4);
      tallest = Math.max(tallest, u8(words, at + 11 + 3 * i) & 15);
    }
    mcusAcross = ceilDiv(width, 8 * most);
    mcusDown = ceilDiv(height, 8 * tallest);
    components = new JpegComponent[u8(words, at + 9)];
    for (int i = 0; i < components.length; i++) {
      int factors = u8(words, at + 11 + 3 * i);
      int across = factors >> 4;
      int down = factors & 15;
      components[i] =
          new JpegComponent(
              u8(words, at + 10 + 3 * i),
              u8(words, at + 12 + 3 * i) & 3,
              across,
              down,
              ceilDiv(ceilDiv(width * across, most), 8),
              ceilDiv(ceilDiv(height * down, tallest), 8),
              mcusAcross * across,
              progressive ? mcusAcross * across * mcusDown * down : 0);
    }
  }

  private void scan(int at, EntropyBits bits) throws BrokenImageException {
    if (progression != null) {
      progression.add(at);
    }
    int count = u8(words, at + 4);
    int parameters = at + 5 + 2 * count;
    BlockReader[] readers = new BlockReader[count];
    for (int i = 0; i < count; i++) {
      int tables = u8(words, at + 6 + 2 * i);
      JpegComponent component = component(u8(words, at + 5 + 2 * i));
      readers[i] =
          new BlockReader(
              bits,
              component,
              dcSteps[component.table],
              table(dcTables, tables >> 4 & 3, false),
              table(acTables, tables & 3, true));
    }
    JpegScan scan =
        progressive
            ? new JpegScan(
                true,
                u8(words, parameters) & 63,
                u8(words, parameters + 1) & 63,
                u8(words, parameters + 2) >> 4,
                u8(words, parameters + 2) & 15)
            : new JpegScan(false, 0, 63, 0, 0);
    boolean interleaved = count > 1;
    int across = interleaved ? mcusAcross : readers[0].component.blocksAcross;
    int down = interleaved ? mcusDown : readers[0].component.blocksDown;
    int untilRestart = restartInterval;
    int restarts = 0;
    for (int y = 0; y < down; y++) {
      for (int x = 0; x < across; x++) {
        if (restartInterval > 0 && untilRestart-- == 0) {
          end(readers);
          bits.restart(restarts++ & 7);
          untilRestart = restartInterval - 1;
        }
        for (BlockReader reader : readers) {
          if (interleaved) {
            reader.mcu(scan, x, y);
          } else {
            reader.block(scan, x, y);
          }
        }
      }
    }
    end(readers);
    bits.finish();
  }

  private static void end(BlockReader[] readers) throws BrokenImageException {
    for (BlockReader reader : readers) {
      reader.endInterval();
    }
  }

  private JpegComponent component(int id) throws BrokenImageException {
    for (JpegComponent component : components) {
      if (component.id == id) {
        return component;
      }
    }
    throw BrokenImageException.damaged(ImageFormat.JPEG, "a scan has an unknown component");
  }

  private static HuffmanTable table(@Nullable HuffmanTable[] tables, int number, boolean ac)
      throws BrokenImageException {
    HuffmanTable table = tables[number];
    return table != null ? table : HuffmanTable.usual(ac, number > 0);
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }
}
