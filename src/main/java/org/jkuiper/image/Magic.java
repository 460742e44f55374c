package org.jkuiper.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Recognises what is not a picture of a known format, so that the error can say what it is. */
final class Magic {
  /** How far to search for an image behind other bytes, and for the brands of a media file. */
  private static final int MOST_BEFORE = 4096;

  private static final int MOST_BRANDS = 512;

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
      return unsupported("JPEG XL");
    }
    if (at(bytes, 0, "\u00ffO\u00ffQ") || at(bytes, 0, "\0\0\0\fjP  ")) {
      return unsupported("JPEG 2000");
    }
    if (at(bytes, 0, "\0\0\1\0")) {
      return unsupported("a Windows icon");
    }
    if (at(bytes, 0, "PK\3\4") || at(bytes, 0, "PK\5\6")) {
      return "this is a ZIP archive, not an image";
    }
    if (at(bytes, 0, "\u001f\u008b")) {
      return "this is gzip data, not an image";
    }
    return describeText(bytes);
  }

  /** Tells an ISO base media file (ISO 14496-12, 4.3) by its major brand, or by the others. */
  private static String describeIsoMedia(ByteBuffer bytes) {
    long box = Integer.toUnsignedLong(bytes.getInt(0));
    int end = (int) Math.min(Math.min(box, MOST_BRANDS), bytes.limit());
    boolean still = false;
    // First the major brand, then its version, then the brands that the file is compatible with.
    for (int at = 8; at == 8 || at + 4 <= end; at += at == 8 ? 8 : 4) {
      if (at(bytes, at, "avi")) {
        return unsupported("AVIF");
      } else if (at(bytes, at, "hei") || at(bytes, at, "hev")) {
        return unsupported("HEIC");
      }
      still |= at(bytes, at, "mif1") || at(bytes, at, "msf1") || at(bytes, at, "mif2");
      if (at == 8 && !still) {
        break;
      }
    }
    return still ? unsupported("HEIF") : "this is a video, not an image";
  }

  private static String unsupported(String format) {
    return "the image is " + format + ", which is not supported: send it as JPEG, PNG or WebP";
  }

  /** The sentence for bytes that have an image behind something else, or null. */
  private static @Nullable String describeSurrounded(ByteBuffer bytes) {
    int end = Math.min(bytes.limit(), MOST_BEFORE);
    for (int at = 1; at < end; at++) {
      String format = null;
      if (at(bytes, at, "\u00ff\u00d8\u00ff") && isFirstMarker(bytes, at + 3)) {
        format = "JPEG";
      } else if (at(bytes, at, "\u0089PNG\r\n\u001a\n")) {
        format = "PNG";
      } else if (at(bytes, at, "GIF87a") || at(bytes, at, "GIF89a")) {
        format = "GIF";
      } else if (at(bytes, at, "RIFF") && at(bytes, at + 8, "WEBP")) {
        format = "WEBP";
      }
      if (format != null) {
        return "this is not an image alone: a "
            + format
            + " begins at byte "
            + at
            + ", behind something else, such as a multipart header or a length; send the image alone";
      }
    }
    return null;
  }

  /** Whether a JPEG may begin with this marker behind SOI: a table, a segment or a comment. */
  private static boolean isFirstMarker(ByteBuffer bytes, int at) {
    int marker = at < bytes.limit() ? bytes.get(at) & 0xff : 0;
    return (marker >= 0xe0 && marker <= 0xef)
        || marker == 0xfe
        || marker == JpegMarkers.DQT
        || marker == JpegMarkers.DHT
        || marker == JpegMarkers.DRI
        || marker == JpegMarkers.SOF0
        || marker == JpegMarkers.SOF2;
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
    String surrounded = describeSurrounded(bytes);
    if (surrounded != null) {
      return surrounded;
    }
    boolean text =
        start.chars().allMatch(c -> (c >= ' ' && c != 0x7f) || c == '\n' || c == '\r' || c == '\t');
    return text ? "this is text, not an image" : "this is not an image of a known format";
  }
}
