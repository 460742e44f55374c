package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keeps track of how exactly the scans of a JPEG give each coefficient of each component (ITU-T
 * T.81, G.1.1.1). libjpeg makes up what is missing, without a word.
 */
final class Progression {
  private static final int NOTHING_YET = -1;

  private final ByteBuffer jpeg;
  private final int frameAt;
  private final boolean progressive;

  /** How many low bits are still missing: for each component 64 numbers, one a coefficient. */
  private final byte[] lacking;

  private boolean inOrder = true;

  /**
   * @param frameAt where the marker of the frame is
   */
  Progression(ByteBuffer jpeg, int frameAt) {
    this.jpeg = jpeg;
    this.frameAt = frameAt;
    progressive = u8(jpeg, frameAt + 1) == JpegMarkers.SOF2;
    lacking = new byte[64 * components()];
    Arrays.fill(lacking, (byte) NOTHING_YET);
  }

  private int components() {
    return u8(jpeg, frameAt + 9);
  }

  /** Takes note of the scan whose marker is at {@code at}. */
  void add(int at) {
    int count = u8(jpeg, at + 4);
    JpegScan scan = JpegScan.at(jpeg, at, progressive);
    for (int i = 0; i < count; i++) {
      for (int component = 0; component < components(); component++) {
        if (u8(jpeg, frameAt + 10 + 3 * component) == u8(jpeg, at + 5 + 2 * i)) {
          int dc = 64 * component;
          inOrder &= scan.first() == 0 || lacking[dc] != NOTHING_YET;
          for (int k = dc + scan.first(); k <= dc + scan.last(); k++) {
            inOrder &= scan.high() == Math.max(0, lacking[k]);
            lacking[k] = (byte) scan.low();
          }
        }
      }
    }
  }

  /** Whether each component has had its first scan. */
  boolean hasEachComponent() {
    for (int dc = 0; dc < lacking.length; dc += 64) {
      if (lacking[dc] == NOTHING_YET) {
        return false;
      }
    }
    return true;
  }

  /** Whether no further scan could make the picture any better. */
  boolean isComplete() {
    for (byte bits : lacking) {
      if (bits != 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether each scan begins where the one before it ended. */
  boolean isInOrder() {
    return inOrder;
  }
}
