package org.jkuiper.image;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a picture says about itself. No pixel is decoded.
 *
 * @param width columns of the upright picture
 * @param height rows of the upright picture
 * @param orientation how it lies in its file, 1 to 8 as in EXIF; 1 is upright, and from 5 on width
 *     and height are swapped there
 * @param bytes the size of the encoded picture
 * @param time when it was taken, in ISO 8601, if its EXIF says so
 * @param place where it was taken, if its EXIF says so
 */
public record ImageInfo(
    ImageFormat format,
    int width,
    int height,
    int orientation,
    int bytes,
    Optional<String> time,
    Optional<Place> place) {

  /**
   * Reads the headers of {@code picture}, the remaining bytes of a heap buffer. Of the limits,
   * those of bytes and formats hold; a picture of too many pixels can still be told about.
   *
   * @throws ImageException if it is no picture that {@link ImageTensor} reads; one sentence names
   *     the cause
   */
  public static ImageInfo of(ByteBuffer picture, ImageLimits limits) throws ImageException {
    ByteBuffer image = picture.slice();
    ImageFormat format = limits.checkFormat(image);
    return switch (format) {
      case JPEG, PNG, WEBP, GIF -> {
        ImageHeader header = HeaderReader.read(format, image);
        yield of(
            image, format, header.width(), header.height(), header.orientation(), header.exif());
      }
      case BMP -> {
        try (RgbImage bmp = BmpImage.read(image, limits.withoutPixels())) {
          yield of(image, format, bmp.width(), bmp.height(), Orientation.UPRIGHT, null);
        }
      }
      case TIFF, PSD, PNM, TGA -> {
        ImageIoDecoder.Size size = ImageIoDecoder.size(format, image);
        StatedOrientation stated = new StatedOrientation();
        if (format == ImageFormat.TIFF) {
          stated.exif(image, 0, image.limit());
        }
        yield of(image, format, size.width(), size.height(), stated.get(), stated.exif());
      }
    };
  }

  private static ImageInfo of(
      ByteBuffer image,
      ImageFormat format,
      int width,
      int height,
      Orientation orientation,
      @Nullable ByteBuffer exif) {
    boolean swaps = orientation.swapsAxes;
    return new ImageInfo(
        format,
        swaps ? height : width,
        swaps ? width : height,
        orientation.exifValue(),
        image.limit(),
        exif == null ? Optional.empty() : Taken.time(exif),
        exif == null ? Optional.empty() : Taken.place(exif));
  }
}
