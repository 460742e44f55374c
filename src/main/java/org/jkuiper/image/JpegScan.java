package org.jkuiper.image;

/**
 * What one scan of a JPEG holds of each block (ITU-T T.81, B.2.3).
 *
 * @param first the first coefficient in zigzag order, 0 to 63
 * @param last the last of them
 * @param high how many low bits the scans before it lack; 0 if it is the first
 * @param low how many low bits it lacks itself
 */
record JpegScan(boolean progressive, int first, int last, int high, int low) {}
