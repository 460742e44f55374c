package org.jkuiper.image;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The formats that {@link ImageTensor} reads, told apart by their first bytes. */
public enum ImageFormat {
  JPEG,
  PNG,
  WEBP,
  GIF,
  BMP,
  TIFF,
  PSD,
  PNM,
  TGA;

  /**
   * The format that the first bytes of {@code image}, from index 0, show, or null. Looks at no more
   * than 18 bytes.
   */
  public static @Nullable ImageFormat sniff(ByteBuffer image) {
    if (Magic.at(image, 0, "\u00ff\u00d8\u00ff")) {
      return JPEG;
    } else if (Magic.at(image, 0, "\u0089PNG\r\n\u001a\n")) {
      return PNG;
    } else if (Magic.at(image, 0, "RIFF") && Magic.at(image, 8, "WEBP")) {
      return WEBP;
    } else if (Magic.at(image, 0, "GIF87a") || Magic.at(image, 0, "GIF89a")) {
      return GIF;
    } else if (Magic.at(image, 0, "BM")) {
      return BMP;
    } else if (Magic.at(image, 0, "II*\0") || Magic.at(image, 0, "MM\0*")) {
      return TIFF;
    } else if (Magic.at(image, 0, "8BPS")) {
      return PSD;
    } else if (isPnm(image)) {
      return PNM;
    } else if (isTga(image)) {
      return TGA;
    }
    return null;
  }

  private static boolean isPnm(ByteBuffer image) {
    return image.limit() > 3
        && image.get(0) == 'P'
        && image.get(1) >= '1'
        && image.get(1) <= '7'
        && (image.get(2) == '\n'
            || image.get(2) == '\r'
            || image.get(2) == ' '
            || image.get(2) == '\t');
  }

  /**
   * TGA has no magic number, only a header of 18 bytes in which few values are legal (Truevision
   * TGA 2.0, tables 2 to 6).
   */
  private static boolean isTga(ByteBuffer image) {
    if (image.limit() < 18) {
      return false;
    }
    int type = image.get(2);
    boolean palette = image.get(1) == 1;
    boolean knownType =
        palette ? type == 1 || type == 9 : type == 2 || type == 3 || type == 10 || type == 11;
    int depth = image.get(16);
    boolean knownDepth = depth == 8 || depth == 15 || depth == 16 || depth == 24 || depth == 32;
    return (image.get(1) == 0 || palette)
        && knownType
        && knownDepth
        && (image.get(12) | image.get(13)) != 0
        && (image.get(14) | image.get(15)) != 0
        && (image.get(17) & 0xc0) == 0;
  }
}
