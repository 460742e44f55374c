package org.jkuiper.image;

import com.twelvemonkeys.imageio.plugins.pnm.PNMImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.psd.PSDImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tga.TGAImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Decodes TIFF, PSD, PNM and TGA with TwelveMonkeys. This is memory-safe Java, but it brings AWT
 * and puts the pixels on the heap. So no other class uses this one before such a picture is
 * allowed. What it does not know (a TGA with a palette and 15 bits a pixel) it may report as an
 * AssertionError.
 */
final class ImageIoDecoder {
  /** Of a larger picture, rows and columns are left out: 4 million pixels are 16 MB of heap. */
  private static final long WHOLE_PIXELS = 4_000_000;

  private ImageIoDecoder() {}

  /** Columns and rows as stored, without a look at the pixels. */
  record Size(int width, int height) {}

  static Size size(ImageFormat format, ByteBuffer image) throws BrokenImageException {
    ImageReader reader = null;
    try (ImageInputStream stream =
        new ByteArrayImageInputStream(image.array(), image.arrayOffset(), image.limit())) {
      reader = reader(format);
      reader.setInput(stream, true, true);
      return new Size(reader.getWidth(0), reader.getHeight(0));
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new BrokenImageException("the image is a truncated or damaged " + format, e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  static RgbImage decode(ImageFormat format, ByteBuffer image, ImageLimits limits)
      throws ImageException {
    ImageReader reader = null;
    try (ImageInputStream stream =
        new ByteArrayImageInputStream(image.array(), image.arrayOffset(), image.limit())) {
      reader = reader(format);
      String[] warning = {null};
      reader.addIIOReadWarningListener((source, text) -> warning[0] = text);
      reader.setInput(stream, true, true);
      int width = reader.getWidth(0);
      int height = reader.getHeight(0);
      limits.checkPixels(width, height);
      ImageReadParam parameters = reader.getDefaultReadParam();
      int step = (int) Math.ceil(Math.sqrt((double) width * height / WHOLE_PIXELS));
      parameters.setSourceSubsampling(step, step, 0, 0);
      RgbImage decoded = new RasterImage(reader.read(0, parameters), width, height);
      if (warning[0] != null) {
        throw BrokenImageException.damaged(format, warning[0]);
      }
      return decoded;
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new BrokenImageException("the image is a truncated or damaged " + format, e);
    } catch (OutOfMemoryError e) {
      // The process itself is sound: only one array that the picture asks for is too large.
      throw new BrokenImageException(
          "the image is a " + format + " that takes more memory than there is", e);
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  private static ImageReader reader(ImageFormat format) throws IOException {
    return switch (format) {
      case TIFF -> new TIFFImageReaderSpi().createReaderInstance(null);
      case PSD -> new PSDImageReaderSpi().createReaderInstance(null);
      case PNM -> new PNMImageReaderSpi().createReaderInstance(null);
      case TGA -> new TGAImageReaderSpi().createReaderInstance(null);
      default -> throw new IllegalArgumentException("not ImageIO's: " + format);
    };
  }
}
