package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;

/**
 * What one scan of a JPEG holds of each block (ITU-T T.81, B.2.3).
 *
 * @param first the first coefficient in zigzag order, 0 to 63
 * @param last the last of them
 * @param high how many low bits the scans before it lack; 0 if it is the first
 * @param low how many low bits it lacks itself
 */
record JpegScan(boolean progressive, int first, int last, int high, int low) {
  /**
   * @param at where the scan's marker is
   * @throws IndexOutOfBoundsException if its segment is too short
   */
  static JpegScan at(ByteBuffer jpeg, int at, boolean progressive) {
    int parameters = at + 5 + 2 * u8(jpeg, at + 4);
    return progressive
        ? new JpegScan(
            true,
            u8(jpeg, parameters) & 63,
            u8(jpeg, parameters + 1) & 63,
            u8(jpeg, parameters + 2) >> 4,
            u8(jpeg, parameters + 2) & 15)
        : new JpegScan(false, 0, 63, 0, 0);
  }
}
