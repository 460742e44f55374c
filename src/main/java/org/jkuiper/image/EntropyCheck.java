package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u16be;
import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Checks whether a JPEG has all its pixels after libjpeg has warned of it. To do so, it reads the
 * entropy-coded data once more (ITU-T T.81, annexes F and G). libjpeg's own messages do not tell.
 * It says "extraneous bytes" of the bytes that a webcam adds to an interval, and also of what is
 * left over when damage has thrown the decoder out of step.
 */
final class EntropyCheck implements AutoCloseable {
  private final byte[] jpeg;
  private final ByteBuffer words;
  private final TimeLimit timeLimit;
  private final KeptBytes kept;
  private final @Nullable HuffmanTable[] dcTables = new HuffmanTable[4];
  private final @Nullable HuffmanTable[] acTables = new HuffmanTable[4];
  private final int[] dcSteps = {1, 1, 1, 1};
  private int restartInterval;
  private @Nullable JpegFrame frame;
  private @Nullable Progression progression;

  private EntropyCheck(byte[] jpeg, TimeLimit timeLimit) {
    this.jpeg = jpeg;
    this.timeLimit = timeLimit;
    words = ByteBuffer.wrap(jpeg);
    kept = new KeptBytes(jpeg);
  }

  /**
   * @param jpeg a JPEG as {@link JpegHeader} passes it on
   * @return the same JPEG without stray bytes; libjpeg does not warn of it
   * @throws BrokenImageException if a pixel is lost, with the cause
   * @throws ImageTimeoutException if the time is over
   */
  static Excerpt check(Excerpt jpeg, TimeLimit timeLimit) throws ImageException {
    try (EntropyCheck check = new EntropyCheck(jpeg.copy(), timeLimit)) {
      check.walk();
      return check.kept.excerpt();
    } catch (IndexOutOfBoundsException e) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "a segment of it is too short");
    }
  }

  private void walk() throws ImageException {
    int at = 2;
    kept.keep(0, at);
    while (true) {
      timeLimit.check();
      at = JpegMarkers.next(jpeg, at, jpeg.length);
      int marker = u8(words, at + 1);
      if (marker == JpegMarkers.EOI) {
        kept.keep(at, at + 2);
        break;
      }
      int end = at + 2 + u16be(words, at + 2);
      switch (marker) {
        case JpegMarkers.DHT -> huffmanTables(at + 4, end);
        case JpegMarkers.DQT -> quantizationTables(at + 4, end);
        case JpegMarkers.DRI -> restartInterval = u16be(words, at + 4);
        case JpegMarkers.SOS -> {
          int endOfScan = JpegMarkers.endOfScan(jpeg, end, jpeg.length);
          scan(at, end, endOfScan);
          at = endOfScan;
          continue;
        }
        default -> {
          if (JpegMarkers.isFrame(marker) && frame == null) {
            frame = new JpegFrame(words, at);
            progression = new Progression(words, at);
          }
        }
      }
      kept.keep(at, end);
      at = end;
    }
    if (progression == null || !progression.isInOrder()) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "its scans do not fit each other");
    }
    // If the beginning of a scan is damaged, the whole scan counts as stray bytes of the one
    // before.
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

  /** Reads the scan whose marker is at {@code at} and whose data begin at {@code from}. */
  private void scan(int at, int from, int end) throws ImageException {
    JpegFrame of = frame;
    if (of == null || progression == null) {
      throw BrokenImageException.damaged(ImageFormat.JPEG, "a scan comes before the frame");
    }
    progression.add(at);
    JpegScan scan = JpegScan.at(words, at, of.progressive);
    EntropyBits bits = new EntropyBits(jpeg, from, end, kept);
    int count = u8(words, at + 4);
    BlockReader[] readers = new BlockReader[count];
    for (int i = 0; i < count; i++) {
      int tables = u8(words, at + 6 + 2 * i);
      JpegComponent component = of.component(u8(words, at + 5 + 2 * i));
      readers[i] =
          new BlockReader(
              bits,
              component,
              dcSteps[component.table],
              table(dcTables, tables >> 4 & 3, false),
              table(acTables, tables & 3, true));
    }
    kept.keep(at, from);
    ScanReader.read(scan, of, readers, restartInterval, bits, timeLimit);
  }

  private static HuffmanTable table(@Nullable HuffmanTable[] tables, int number, boolean ac)
      throws BrokenImageException {
    HuffmanTable table = tables[number];
    return table != null ? table : HuffmanTable.usual(ac, number > 0);
  }

  @Override
  public void close() {
    if (frame != null) {
      frame.close();
    }
  }
}
