package org.jkuiper.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Map.entry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Pictures of few bytes that ask for much, and what only poses as a picture. */
public final class Bombs {
  private Bombs() {}

  /** Each with a word that its refusal must have. */
  public static List<Map.Entry<byte[], String>> all() throws IOException {
    byte[] jpeg = Picture.named("jpeg rgb").bytes;
    return List.of(
        entry(png(14_000, 14_000, deflatedZeros(14_000L * (1 + 14_000 / 8))), "14000 x 14000"),
        entry(png(65_500, 65_500, new byte[0]), "65500 x 65500"),
        entry(jpegOfSize(65_500, 65_500), "65500 x 65500"),
        entry(jpegOfScans(Picture.named("jpeg progressive").bytes, 5000), "scans"),
        entry(Arrays.copyOf(jpeg, jpeg.length - 20), "truncated"),
        entry("<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(ISO_8859_1), "SVG"),
        entry("%PDF-1.7 and so on".getBytes(ISO_8859_1), "PDF"),
        entry("PK\3\4and so on".getBytes(ISO_8859_1), "ZIP"),
        entry("<!DOCTYPE HTML><title>404</title>".getBytes(ISO_8859_1), "HTML"),
        entry(new byte[0], "empty"),
        entry(new byte[ImageLimits.DEFAULT.maxBytes() + 1], "limit"));
  }

  static byte[] deflatedZeros(long count) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      byte[] zeros = new byte[1 << 16];
      for (long left = count; left > 0; left -= zeros.length) {
        deflater.write(zeros, 0, (int) Math.min(left, zeros.length));
      }
    }
    return out.toByteArray();
  }

  /** A PNG of 1 bit a pixel. */
  static byte[] png(int width, int height, byte[] data) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    byte[] header = {0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
    ByteBuffer.wrap(header).putInt(width).putInt(height);
    png.write(chunk("IHDR", header));
    png.write(chunk("IDAT", data));
    png.write(chunk("IEND", new byte[0]));
    return png.toByteArray();
  }

  static byte[] chunk(String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + data.length);
    chunk.putInt(data.length).put(type.getBytes(US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.length);
    return chunk.putInt((int) crc.getValue()).array();
  }

  static byte[] jpegOfSize(int width, int height) {
    byte[] jpeg = Picture.named("jpeg rgb").bytes.clone();
    setJpegSize(jpeg, width, height);
    return jpeg;
  }

  static void setJpegSize(byte[] jpeg, int width, int height) {
    int frame = 2;
    while ((jpeg[frame + 1] & 0xff) != 0xc0 && (jpeg[frame + 1] & 0xff) != 0xc2) {
      frame += 2 + ImageHeader.u16be(ByteBuffer.wrap(jpeg), frame + 2);
    }
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
  }

  /** The last scan once more, {@code more} times. */
  static byte[] jpegOfScans(byte[] jpeg, int more) {
    int scan = jpeg.length - 2;
    while (jpeg[scan] != -1 || (jpeg[scan + 1] & 0xff) != 0xda) {
      scan--;
    }
    ByteBuffer out = ByteBuffer.allocate(jpeg.length + more * (jpeg.length - 2 - scan));
    out.put(jpeg, 0, jpeg.length - 2);
    for (int i = 1; i < more; i++) {
      out.put(jpeg, scan, jpeg.length - 2 - scan);
    }
    return out.putShort((short) 0xffd9).array();
  }
}
