package org.jkuiper.image;

/** Reads one scan of a JPEG, MCU by MCU (ITU-T T.81, A.2). */
final class ScanReader {
  private ScanReader() {}

  /**
   * Reads all blocks.
   *
   * @param readers one for each component of the scan
   * @param restartInterval MCUs between two restart markers, or 0
   * @throws BrokenImageException if a pixel is lost
   * @throws ImageTimeoutException if the time is over
   */
  static void read(
      JpegScan scan,
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
}
