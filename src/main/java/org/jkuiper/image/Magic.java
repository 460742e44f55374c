package org.jkuiper.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Locale;

/** What bytes look like that are not a picture of a known format, so that the error can say it. */
final class Magic {
  private Magic() {}

  /** Whether {@code bytes} has {@code latin1}, one byte a character, at {@code offset}. */
  static boolean at(ByteBuffer bytes, int offset, String latin1) {
    if (bytes.limit() - offset < latin1.length()) {
      return false;
    }
    for (int i = 0; i < latin1.length(); i++) {
      if ((bytes.get(offset + i) & 0xff) != latin1.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The sentence for bytes that {@link ImageFormat#sniff} does not know. */
  static String describe(ByteBuffer bytes) {
    if (bytes.limit() == 0) {
      return "the image is empty (0 bytes)";
    }
    if (at(bytes, 4, "ftyp")) {
      return describeIsoMedia(bytes);
    }
    if (at(bytes, 0, "\u00ff\n") || at(bytes, 0, "\0\0\0\fJXL ")) {
      return "the image is JPEG XL, which is not supported";
    }
    if (at(bytes, 0, "\u00ffO\u00ffQ") || at(bytes, 0, "\0\0\0\fjP  ")) {
      return "the image is JPEG 2000, which is not supported";
    }
    if (at(bytes, 0, "\0\0\1\0")) {
      return "the image is a Windows icon, which is not supported";
    }
    if (at(bytes, 0, "PK\3\4") || at(bytes, 0, "PK\5\6")) {
      return "this is a ZIP archive, not an image";
    }
    if (at(bytes, 0, "\u001f\u008b")) {
      return "this is gzip data, not an image";
    }
    return describeText(bytes);
  }

  private static String describeIsoMedia(ByteBuffer bytes) {
    if (at(bytes, 8, "avi")) {
      return "the image is AVIF, which is not supported";
    }
    if (at(bytes, 8, "hei")
        || at(bytes, 8, "hev")
        || at(bytes, 8, "mif1")
        || at(bytes, 8, "msf1")) {
      return "the image is HEIC, which is not supported";
    }
    return "this is a video, not an image";
  }

  private static String describeText(ByteBuffer bytes) {
    String start = ISO_8859_1.decode(bytes.slice(0, Math.min(bytes.limit(), 1024))).toString();
    String lower = start.toLowerCase(Locale.ROOT);
    if (start.contains("%PDF-")) {
      return "this is a PDF document, not an image";
    }
    if (lower.contains("<svg")) {
      return "this is an SVG drawing, not an image of pixels";
    }
    if (lower.contains("<html") || lower.contains("<!doctype html")) {
      return "this is an HTML page, not an image";
    }
    if (lower.startsWith("<?xml")) {
      return "this is an XML document, not an image";
    }
    if (start.startsWith("iVBORw0KGgo") || start.startsWith("/9j/") || start.startsWith("data:")) {
      return "this is base64 text, not the bytes of an image";
    }
    boolean text =
        start.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\n' || c == '\r' || c == '\t');
    return text ? "this is text, not an image" : "this is not an image of a known format";
  }
}
