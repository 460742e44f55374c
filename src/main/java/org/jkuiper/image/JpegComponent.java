package org.jkuiper.image;

import java.nio.LongBuffer;

/** One component of a JPEG's frame, and which of its coefficients are known not to be zero. */
final class JpegComponent {
  final int id;

  /** Number of its quantization table. */
  final int table;

  /** How many blocks an MCU has side by side, and below each other. */
  final int across;

  final int down;

  /** Blocks that the picture's width and height need. */
  final int blocksAcross;

  final int blocksDown;

  /** Blocks in a row, with those that fill up the last MCU. */
  final int stride;

  /**
   * For each block of a progressive JPEG, one bit for each coefficient, in zigzag order: set if it
   * is not zero. Empty for other JPEGs.
   */
  final LongBuffer nonzero;

  JpegComponent(
      int id,
      int table,
      int across,
      int down,
      int blocksAcross,
      int blocksDown,
      int stride,
      LongBuffer nonzero) {
    this.id = id;
    this.table = table;
    this.across = across;
    this.down = down;
    this.blocksAcross = blocksAcross;
    this.blocksDown = blocksDown;
    this.stride = stride;
    this.nonzero = nonzero;
  }
}
