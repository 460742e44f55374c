package org.jkuiper.image;

/** Reads the blocks of one component in one scan. Keeps only what later blocks and scans need. */
final class BlockReader {
  /** The limit for samples of eight bits: 8 times 128, and as much again for odd rounding. */
  private static final int LARGEST_DC = 2048;

  private static final int END_OF_BLOCK = 0;
  private static final int SIXTEEN_ZEROS = 0xf0;

  final JpegComponent component;
  private final EntropyBits bits;
  private final HuffmanTable dcTable;
  private final HuffmanTable acTable;
  private final int dcStep;
  private int dc;
  private int emptyBlocks;

  BlockReader(
      EntropyBits bits,
      JpegComponent component,
      int dcStep,
      HuffmanTable dcTable,
      HuffmanTable acTable) {
    this.bits = bits;
    this.component = component;
    this.dcStep = Math.max(1, dcStep);
    this.dcTable = dcTable;
    this.acTable = acTable;
  }

  /** Reads the blocks of the MCU in column {@code x} and row {@code y}. */
  void mcu(JpegScan scan, int x, int y) throws BrokenImageException {
    for (int down = 0; down < component.down; down++) {
      for (int across = 0; across < component.across; across++) {
        block(scan, x * component.across + across, y * component.down + down);
      }
    }
  }

  void block(JpegScan scan, int x, int y) throws BrokenImageException {
    if (!scan.progressive()) {
      dc(0);
      sequential();
    } else if (scan.first() == 0) {
      if (scan.high() == 0) {
        dc(scan.low());
      } else {
        bits.take(1);
      }
    } else {
      int block = y * component.stride + x;
      if (scan.high() == 0) {
        first(scan, block);
      } else {
        refinement(scan, block);
      }
    }
  }

  /** Call this at the end of each restart interval and of the scan. */
  void endInterval() throws BrokenImageException {
    if (emptyBlocks > 0) {
      throw outOfStep();
    }
    dc = 0;
  }

  private void dc(int low) throws BrokenImageException {
    int size = dcTable.symbol(bits);
    if (size > 11) {
      throw outOfStep();
    }
    if (size > 0) {
      int value = bits.take(size);
      dc += value >> (size - 1) == 0 ? value - (1 << size) + 1 : value;
      if (Math.abs((dc << low) * dcStep) > LARGEST_DC + 2 * dcStep) {
        throw outOfStep();
      }
    }
  }

  private void sequential() throws BrokenImageException {
    for (int k = 1; k < 64; k++) {
      int symbol = acTable.symbol(bits);
      if (symbol == END_OF_BLOCK) {
        return;
      }
      k += symbol >> 4;
      int size = symbol & 15;
      if (k > 63 || (size == 0 && symbol != SIXTEEN_ZEROS)) {
        throw outOfStep();
      }
      if (size > 0) {
        bits.take(size);
      }
    }
  }

  private void first(JpegScan scan, int block) throws BrokenImageException {
    if (emptyBlocks > 0) {
      emptyBlocks--;
      return;
    }
    long nonzero = component.nonzero.get(block);
    for (int k = scan.first(); k <= scan.last(); k++) {
      int symbol = acTable.symbol(bits);
      int run = symbol >> 4;
      int size = symbol & 15;
      if (size == 0 && symbol != SIXTEEN_ZEROS) {
        emptyBlocks = (1 << run) - 1 + bits.take(run);
        break;
      }
      k += run;
      if (k > scan.last()) {
        throw outOfStep();
      }
      if (size > 0) {
        bits.take(size);
        nonzero |= 1L << k;
      }
    }
    component.nonzero.put(block, nonzero);
  }

  private void refinement(JpegScan scan, int block) throws BrokenImageException {
    long nonzero = component.nonzero.get(block);
    int k = scan.first();
    if (emptyBlocks == 0) {
      while (k <= scan.last()) {
        int symbol = acTable.symbol(bits);
        int run = symbol >> 4;
        int size = symbol & 15;
        if (size == 0 && symbol != SIXTEEN_ZEROS) {
          emptyBlocks = (1 << run) + bits.take(run);
          break;
        }
        bits.take(size);
        k = refineZeros(scan, nonzero, k, run);
        if (size > 1 || k > scan.last()) {
          throw outOfStep();
        }
        if (size == 1) {
          nonzero |= 1L << k;
        }
        k++;
      }
    }
    if (emptyBlocks > 0) {
      refineZeros(scan, nonzero, k, 64);
      emptyBlocks--;
    }
    component.nonzero.put(block, nonzero);
  }

  /** Reads one bit of each coefficient that is not zero, until {@code run} zero ones are passed. */
  private int refineZeros(JpegScan scan, long nonzero, int from, int run)
      throws BrokenImageException {
    int zeros = run;
    int k = from;
    for (; k <= scan.last(); k++) {
      if ((nonzero & 1L << k) != 0) {
        bits.take(1);
      } else if (zeros-- == 0) {
        break;
      }
    }
    return k;
  }

  private static BrokenImageException outOfStep() {
    return BrokenImageException.damaged(ImageFormat.JPEG, "its data are out of step");
  }
}
