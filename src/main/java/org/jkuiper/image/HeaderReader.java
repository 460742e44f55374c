package org.jkuiper.image;

import java.nio.ByteBuffer;

/** Reads the header of any format that leptonica decodes. */
final class HeaderReader {
  private HeaderReader() {}

  static ImageHeader read(ImageFormat format, ByteBuffer image) throws ImageException {
    ImageHeader header;
    try {
      header =
          switch (format) {
            case JPEG -> JpegHeader.read(image);
            case PNG -> PngHeader.read(image);
            case WEBP -> WebpHeader.read(image);
            case GIF -> GifHeader.read(image);
            default -> throw new IllegalArgumentException("no native decoder for " + format);
          };
    } catch (IndexOutOfBoundsException e) {
      throw BrokenImageException.truncated(format);
    }
    if (header.width() < 1
        || header.height() < 1
        || header.frame().width() < 1
        || header.frame().height() < 1) {
      throw BrokenImageException.damaged(
          format, "its size is " + header.width() + " x " + header.height() + " pixels");
    }
    return header;
  }
}
