package org.jkuiper.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.WritableRaster;

/**
 * A decoded AWT picture. Grey, RGB and CMYK samples are taken as they are, as Pillow takes them:
 * {@link BufferedImage#getRGB} would apply a gamma to grey and a profile to CMYK.
 */
final class RasterImage implements RgbImage {
  private final BufferedImage image;
  private final int pictureWidth;
  private final int pictureHeight;
  private final WritableRaster raster;
  private final boolean rawSamples;
  private final int colorType;
  private final int depth;

  /**
   * @param pictureWidth the picture's width before columns were left out
   * @param pictureHeight its height before rows were left out
   */
  RasterImage(BufferedImage image, int pictureWidth, int pictureHeight) {
    this.image = image;
    this.pictureWidth = pictureWidth;
    this.pictureHeight = pictureHeight;
    raster = image.getRaster();
    ColorModel model = image.getColorModel();
    colorType = model.getColorSpace().getType();
    depth = model.getComponentSize(0);
    rawSamples =
        model instanceof ComponentColorModel
            && depth <= 16
            && (colorType == ColorSpace.TYPE_GRAY
                || colorType == ColorSpace.TYPE_RGB
                || colorType == ColorSpace.TYPE_CMYK);
  }

  @Override
  public int width() {
    return image.getWidth();
  }

  @Override
  public int height() {
    return image.getHeight();
  }

  @Override
  public int pictureWidth() {
    return pictureWidth;
  }

  @Override
  public int pictureHeight() {
    return pictureHeight;
  }

  @Override
  public void row(int y, int[] pixels) {
    int width = width();
    if (!rawSamples) {
      image.getRGB(0, y, width, 1, pixels, 0, width);
      for (int x = 0; x < width; x++) {
        pixels[x] <<= 8;
      }
      return;
    }
    int bands = raster.getNumBands();
    int[] samples = raster.getPixels(0, y, width, 1, (int[]) null);
    for (int x = 0; x < width; x++) {
      pixels[x] = pixel(samples, bands * x);
    }
  }

  private int pixel(int[] samples, int at) {
    int first = eightBits(samples[at]);
    if (colorType == ColorSpace.TYPE_GRAY) {
      return first << 24 | first << 16 | first << 8;
    }
    int second = eightBits(samples[at + 1]);
    int third = eightBits(samples[at + 2]);
    if (colorType == ColorSpace.TYPE_CMYK) {
      int light = 255 - eightBits(samples[at + 3]);
      first = light - product(first, light);
      second = light - product(second, light);
      third = light - product(third, light);
    }
    return first << 24 | second << 16 | third << 8;
  }

  /** The product of two fractions of 255, rounded. */
  private static int product(int a, int b) {
    return (a * b + 127) / 255;
  }

  private int eightBits(int sample) {
    return depth > 8 ? sample >> (depth - 8) : sample * 255 / ((1 << depth) - 1);
  }

  @Override
  public void close() {
    image.flush();
  }
}
