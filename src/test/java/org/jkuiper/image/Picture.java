package org.jkuiper.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;

/** A picture of {@code pictures.tsv} and what Pillow makes of it, at three sizes. */
public final class Picture {
  final String name;
  public final byte[] bytes;
  final List<Tensor> tensors;

  private Picture(String name, byte[] bytes, List<Tensor> tensors) {
    this.name = name;
    this.bytes = bytes;
    this.tensors = tensors;
  }

  static final class Tensor {
    final int width;
    final int height;
    final byte[] rgb;

    Tensor(int width, int height, byte[] rgb) {
      this.width = width;
      this.height = height;
      this.rgb = rgb;
    }
  }

  static final ImageLimits EVERY_FORMAT =
      new ImageLimits(
          ImageLimits.DEFAULT.maxBytes(),
          ImageLimits.DEFAULT.maxPixels(),
          ImageLimits.DEFAULT.maxScans(),
          EnumSet.allOf(ImageFormat.class),
          Duration.ofSeconds(4));

  public static List<Picture> all() {
    List<Picture> pictures = new ArrayList<>();
    try (InputStream in =
        Objects.requireNonNull(Picture.class.getResourceAsStream("pictures.tsv"))) {
      new String(in.readAllBytes(), US_ASCII)
          .lines()
          .forEach(line -> pictures.add(parse(line.split("\t", -1))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return pictures;
  }

  static Picture named(String name) {
    return all().stream().filter(p -> p.name.equals(name)).findAny().orElseThrow();
  }

  private static Picture parse(String[] cells) {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 2; i < cells.length; i += 2) {
      String[] size = cells[i].split(" x ", 2);
      tensors.add(
          new Tensor(
              Integer.parseInt(size[0]),
              Integer.parseInt(size[1]),
              Base64.getDecoder().decode(cells[i + 1])));
    }
    return new Picture(cells[0], Base64.getDecoder().decode(cells[1]), tensors);
  }

  /** {@code image} as a tensor, every format allowed. */
  static byte[] tensor(byte[] image, int width, int height) throws ImageException {
    ByteBuffer rgb = ByteBuffer.allocate(width * height * 3);
    new ImageTensor(width, height, EVERY_FORMAT).fill(amid(image), rgb);
    return rgb.array();
  }

  /** {@code image} in the middle of an array, as it lies in a request. */
  private static ByteBuffer amid(byte[] image) {
    ByteBuffer array = ByteBuffer.allocate(image.length + 100);
    array.position(50).put(image);
    return array.flip().position(50);
  }

  @Override
  public String toString() {
    return name;
  }
}
