package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;

/** What one scan of a JPEG holds of each block (ITU-T T.81, B.2.3), and in which order. */
final class Scan {
  final boolean progressive;

  /** The first and the last coefficient, 0 to 63 in zigzag order. */
  final int first;

  final int last;

  /** How many low bits lack before this scan, 0 if all do, and after it. */
  final int high;

  final int low;

  /**
   * @param at where the scan's marker is
   * @throws IndexOutOfBoundsException if its segment is too short
   */
  Scan(ByteBuffer jpeg, int at, boolean progressive) {
    this.progressive = progressive;
    int parameters = at + 5 + 2 * u8(jpeg, at + 4);
    first = progressive ? u8(jpeg, parameters) & 63 : 0;
    last = progressive ? u8(jpeg, parameters + 1) & 63 : 63;
    high = progressive ? u8(jpeg, parameters + 2) >> 4 : 0;
    low = progressive ? u8(jpeg, parameters + 2) & 15 : 0;
  }

  /**
   * Reads all blocks.
   *
   * @param readers one for each component of the scan
   * @param restartInterval MCUs between two restart markers, or 0
   * @throws BrokenImageException if a pixel is lost
   * @throws ImageTimeoutException if the time is over
   */
  void read(
      JpegFrame frame,
      BlockReader[] readers,
      int restartInterval,
      EntropyBits bits,
      TimeLimit timeLimit)
      throws ImageException {
    boolean interleaved = readers.length > 1;
    int across = interleaved ? frame.mcusAcross : readers[0].component.blocksAcross;
    int down = interleaved ? frame.mcusDown : readers[0].component.blocksDown;
    int untilRestart = restartInterval;
    int restarts = 0;
    for (int y = 0; y < down; y++) {
      timeLimit.check();
      for (int x = 0; x < across; x++) {
        if (restartInterval > 0 && untilRestart-- == 0) {
          end(readers);
          bits.restart(restarts++ & 7);
          untilRestart = restartInterval - 1;
        }
        for (BlockReader reader : readers) {
          if (interleaved) {
            reader.mcu(this, x, y);
          } else {
            reader.block(this, x, y);
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
}
