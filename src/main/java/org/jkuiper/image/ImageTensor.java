package org.jkuiper.image;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;

/**
 * Turns pictures into tensors of one size. A picture is decoded, turned upright by its EXIF
 * orientation, and squeezed to width and height (the aspect ratio is not kept). The tensor has red,
 * green and blue from 0 to 255. Transparency is dropped. Of an animation, the first frame is taken.
 * The pixels are those that Pillow gives by {@code exif_transpose}, {@code convert('RGB')} and a
 * bicubic {@code resize}.
 *
 * <p>An instance keeps its buffers from picture to picture and is for one thread at a time.
 */
public final class ImageTensor {
  private static final double SPARE = 1.5;

  private final int width;
  private final int height;
  private final ImageLimits limits;
  private final Resampler resampler;
  private final byte[] pixels;
  private final Use use = new Use();
  private Region region = Region.WHOLE;
  private Area area = new Area(1, 1, 0, 0, 1, 1);
  private long decodeNanos;
  private long resizeNanos;

  /** Makes tensors of {@code width} times {@code height} pixels; both are at least 1. */
  public ImageTensor(int width, int height, ImageLimits limits) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("a tensor of " + width + " x " + height + " pixels");
    }
    this.width = width;
    this.height = height;
    this.limits = limits;
    resampler = new Resampler(width, height);
    pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
  }

  /** {@link #fill(ByteBuffer, Region, ByteBuffer) Fills} {@code rgb} from the whole picture. */
  public void fill(ByteBuffer picture, ByteBuffer rgb) throws ImageException {
    fill(picture, Region.WHOLE, rgb);
  }

  /**
   * Decodes {@code picture}, the remaining bytes of a heap buffer. Puts width * height * 3 bytes
   * into {@code rgb}, row by row, each pixel red, green, blue. The position of {@code rgb} moves
   * past them.
   *
   * @param region which part of the upright picture to take. The tensor is that of a picture that
   *     has this part alone
   * @throws ImageException if the picture gives no tensor, or has no such region; one sentence
   *     names the cause, and {@code rgb} is untouched
   * @throws BufferOverflowException if {@code rgb} has less room
   */
  public void fill(ByteBuffer picture, Region region, ByteBuffer rgb) throws ImageException {
    if (rgb.remaining() < pixels.length) {
      throw new BufferOverflowException();
    }
    long began = System.nanoTime();
    this.region = region;
    long waited = PictureDecoder.decode(picture.slice(), limits, use);
    rgb.put(pixels);
    decodeNanos = System.nanoTime() - began - waited - resizeNanos;
  }

  /** Makes the tensor of a decoded picture. */
  private final class Use implements PictureDecoder.Use {
    @Override
    public int reduction(ImageHeader header) throws RegionException {
      return ImageTensor.this.reduction(header);
    }

    @Override
    public void take(RgbImage image, Orientation orientation) throws RegionException {
      long began = System.nanoTime();
      area = area(image.pictureWidth(), image.pictureHeight(), orientation, region);
      resampler.resample(image, orientation, area.stored(orientation), pixels);
      resizeNanos = System.nanoTime() - began;
    }
  }

  private static Area area(int width, int height, Orientation orientation, Region region)
      throws RegionException {
    return orientation.swapsAxes ? region.in(height, width) : region.in(width, height);
  }

  /** What the last tensor shows of its picture. */
  public Area area() {
    return area;
  }

  /**
   * How long the last picture took from its bytes to its pixels, in nanoseconds, to free its memory
   * again included. A JPEG is made smaller in that time, if it is far larger than the tensor. A BMP
   * is read while it is resized.
   */
  public long decodeNanos() {
    return decodeNanos;
  }

  /** How long the last picture's pixels took to the tensor, in nanoseconds. */
  public long resizeNanos() {
    return resizeNanos;
  }

  /**
   * The largest reduction while decoding that leaves at least one and a half times the tensor's
   * size. With this, the pixels are at most 0.8 off Pillow's on average; at just the tensor's size
   * they were up to 2.6 off. Twice the size halves the difference again, but takes half as long
   * again for 12 megapixels.
   */
  private int reduction(ImageHeader header) throws RegionException {
    Area shown =
        area(header.width(), header.height(), header.orientation(), region)
            .stored(header.orientation());
    if (header.format() != ImageFormat.JPEG) {
      return 1;
    }
    boolean swaps = header.orientation().swapsAxes;
    double ratio =
        Math.min(
            shown.width() / (SPARE * (swaps ? height : width)),
            shown.height() / (SPARE * (swaps ? width : height)));
    return Math.max(1, Math.min(8, Integer.highestOneBit((int) ratio)));
  }
}
