package org.jkuiper.image;

import static org.bytedeco.leptonica.global.leptonica.*;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.leptonica.PIX;
import org.jspecify.annotations.Nullable;

/** Hands a picture's bytes to leptonica. */
final class LeptonicaReader {
  /** How many bytes lie before the encoded picture, as room for the number of warnings. */
  private static final int WARNINGS = 8;

  static {
    setMsgSeverity(L_SEVERITY_NONE);
  }

  private LeptonicaReader() {}

  /**
   * Decodes {@code excerpt}. Returns null if the decoder cannot.
   *
   * @param warnings gets how often libjpeg warned; null for other formats
   */
  static @Nullable PIX read(
      ImageFormat format, Excerpt excerpt, int reduction, int @Nullable [] warnings) {
    // A BytePointer that allocates its own memory would register a deallocator per picture.
    Pointer memory = Pointer.malloc(WARNINGS + (long) excerpt.length());
    if (memory == null) {
      throw new OutOfMemoryError("no native memory for " + excerpt.length() + " bytes");
    }
    try {
      IntPointer warned = new IntPointer(memory).put(0);
      BytePointer bytes = new BytePointer(memory).position(WARNINGS);
      excerpt.forEach(
          (source, offset, length) -> {
            bytes.put(source, offset, length);
            bytes.position(bytes.position() + length);
          });
      bytes.position(WARNINGS);
      PIX pix =
          switch (format) {
            case JPEG ->
                pixReadMemJpeg(
                    bytes, excerpt.length(), 0, reduction, warned, L_JPEG_CONTINUE_WITH_BAD_DATA);
            case PNG -> pixReadMemPng(bytes, excerpt.length());
            case WEBP -> pixReadMemWebP(bytes, excerpt.length());
            case GIF -> pixReadMemGif(bytes, excerpt.length());
            default -> throw new IllegalArgumentException("not leptonica's: " + format);
          };
      if (warnings != null) {
        warnings[0] = warned.get();
      }
      return pix;
    } finally {
      Pointer.free(memory);
    }
  }
}
