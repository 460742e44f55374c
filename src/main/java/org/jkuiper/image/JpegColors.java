package org.jkuiper.image;

import static org.jkuiper.image.ImageHeader.u8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes anew what a JPEG's JFIF and Adobe segments say of its colour model. An odd version or
 * transform harms nothing, but libjpeg would write a line to standard error for each such picture.
 * An unknown transform is taken for YCbCr or YCCK, as libjpeg does (jdapimin.c, {@code
 * default_decompress_parms}).
 */
final class JpegColors {
  private static final int RGB_OR_CMYK = 0;
  private static final int YCBCR = 1;
  private static final int YCCK = 2;
  private static final int NO_ADOBE = -1;
  private static final int JFIF_LENGTH = 18;
  private static final int ADOBE_LENGTH = 16;
  private static final int TRANSFORM_AT = 15;

  private static final byte[] SOI = {-1, (byte) JpegMarkers.SOI};

  /** Version 1.1, without units and thumbnail. */
  private static final byte[] JFIF = {
    -1, (byte) JpegMarkers.APP0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0
  };

  private static final byte[] ADOBE = {
    -1, (byte) JpegMarkers.APP14, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0
  };

  private boolean jfif;
  private int transform = NO_ADOBE;

  /** Takes note of an application segment from {@code at} to before {@code end}. */
  void segment(ByteBuffer jpeg, int at, int end) {
    int marker = u8(jpeg, at + 1);
    if (marker == JpegMarkers.APP0) {
      jfif |= end - at >= JFIF_LENGTH && Magic.at(jpeg, at + 4, "JFIF\0");
    } else if (end - at >= ADOBE_LENGTH && Magic.at(jpeg, at + 4, "Adobe")) {
      transform = u8(jpeg, at + TRANSFORM_AT);
    }
  }

  /**
   * The beginning of a JPEG: SOI and these segments. Four components without an Adobe segment are
   * taken for CMYK stored inverted, like Adobe's: every writer does so, and Pillow assumes it.
   *
   * @param components how many the frame has
   */
  byte[] header(int components) {
    byte[] header = jfif ? joined(SOI, JFIF) : SOI;
    if (components == 4) {
      boolean cmyk = transform == NO_ADOBE || transform == RGB_OR_CMYK;
      return adobe(header, cmyk ? RGB_OR_CMYK : YCCK);
    }
    return transform == NO_ADOBE
        ? header
        : adobe(header, transform == RGB_OR_CMYK ? RGB_OR_CMYK : YCBCR);
  }

  private static byte[] adobe(byte[] before, int transform) {
    byte[] header = Arrays.copyOf(joined(before, ADOBE), before.length + ADOBE_LENGTH);
    header[header.length - 1] = (byte) transform;
    return header;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
