package org.jkuiper.image;

/** The second bytes of a JPEG's markers, and how to find one (ITU-T T.81, table B.1). */
final class JpegMarkers {
  static final int TEM = 0x01;
  static final int SOF0 = 0xc0;
  static final int SOF2 = 0xc2;
  static final int DHT = 0xc4;
  static final int JPG = 0xc8;
  static final int DAC = 0xcc;
  static final int SOF15 = 0xcf;
  static final int RST0 = 0xd0;
  static final int RST7 = 0xd7;
  static final int SOI = 0xd8;
  static final int EOI = 0xd9;
  static final int SOS = 0xda;
  static final int DQT = 0xdb;
  static final int DRI = 0xdd;
  static final int APP0 = 0xe0;
  static final int APP1 = 0xe1;
  static final int APP14 = 0xee;

  private JpegMarkers() {}

  private static boolean isMarker(byte second) {
    int marker = second & 0xff;
    return (marker >= SOF0 && marker != 0xff) || marker == TEM;
  }

  static boolean isRestart(int marker) {
    return marker >= RST0 && marker <= RST7;
  }

  static boolean isFrame(int marker) {
    return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG;
  }

  /**
   * Where the next marker at or after {@code from} begins, or {@code to}. Steps over stray and fill
   * bytes, and over what looks like a reserved marker: nobody writes these.
   */
  static int next(byte[] bytes, int from, int to) {
    for (int i = from; i < to - 1; i++) {
      if (bytes[i] == -1 && isMarker(bytes[i + 1])) {
        return i;
      }
    }
    return to;
  }

  /**
   * Where the entropy-coded data from {@code from} ends: at a marker other than RST, or {@code to}.
   */
  static int endOfScan(byte[] bytes, int from, int to) {
    int i = next(bytes, from, to);
    while (i < to && isRestart(bytes[i + 1] & 0xff)) {
      i = next(bytes, i + 2, to);
    }
    return i;
  }
}
