package org.jkuiper.image;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a picture says about itself before it is decoded.
 *
 * @param width columns as stored, before {@code orientation}
 * @param height rows as stored
 * @param exif the first EXIF, a TIFF structure; null if there is none
 * @param scans passes over the whole picture (progressive JPEG); 1 for others
 * @param frame where the first frame lies on the picture (GIF, animated WebP); for others it is the
 *     whole picture
 * @param background colour outside the frame, {@code 0xRRGGBB00}
 * @param pixels the bytes that make the pixels of {@code frame}, for the decoder
 */
record ImageHeader(
    ImageFormat format,
    int width,
    int height,
    Orientation orientation,
    @Nullable ByteBuffer exif,
    int scans,
    Frame frame,
    int background,
    Excerpt pixels) {

  record Frame(int x, int y, int width, int height) {
    boolean fills(int width, int height) {
      return x == 0 && y == 0 && this.width == width && this.height == height;
    }
  }

  /** A picture of one frame that fills it. */
  static ImageHeader still(
      ImageFormat format,
      int width,
      int height,
      Orientation orientation,
      @Nullable ByteBuffer exif,
      int scans,
      Excerpt pixels) {
    Frame whole = new Frame(0, 0, width, height);
    return new ImageHeader(format, width, height, orientation, exif, scans, whole, 0, pixels);
  }

  static int u8(ByteBuffer bytes, int at) {
    return bytes.get(at) & 0xff;
  }

  static int u16be(ByteBuffer bytes, int at) {
    return u8(bytes, at) << 8 | u8(bytes, at + 1);
  }

  static int u16le(ByteBuffer bytes, int at) {
    return u8(bytes, at + 1) << 8 | u8(bytes, at);
  }

  static int i32be(ByteBuffer bytes, int at) {
    return bytes.getInt(at);
  }
}
