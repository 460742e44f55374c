package org.jkuiper.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not a picture, or one that nobody here reads, is called by its name. */
@Timeout(20)
class NotAPictureTest {
  private static Stream<Arguments> otherThings() {
    return Stream.of(
        arguments("%PDF-1.7 and so on", "this is a PDF document, not an image"),
        arguments("PK\u0003\u0004and so on", "this is a ZIP archive, not an image"),
        arguments("\u001f\u008b\u0008and so on", "this is gzip data, not an image"),
        arguments(
            "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "this is an SVG drawing, not an image of pixels"),
        arguments("<?xml version='1.0'?><svg/>", "this is an SVG drawing, not an image of pixels"),
        arguments("<?xml version='1.0'?><a/>", "this is an XML document, not an image"),
        arguments("<!DOCTYPE HTML><title>404</title>", "this is an HTML page, not an image"),
        arguments("<html><body>502 Bad Gateway", "this is an HTML page, not an image"),
        arguments("{\"temperature\":20}", "this is text, not an image"),
        arguments("/9j/4AAQSkZJRgABAQ", "this is base64 text, not the bytes of an image"),
        arguments("data:image/png;base64,iVBOR", "this is base64 text, not the bytes of an image"),
        arguments("\u0001\u0002\u0003\u0004", "this is not an image of a known format"),
        arguments(
            "\0\0\0\u0018ftypheic\0\0\0\0",
            "the image is HEIC, which is not supported: send it as JPEG, PNG or WebP"),
        arguments(
            "\0\0\0\u0018ftypavif\0\0\0\0",
            "the image is AVIF, which is not supported: send it as JPEG, PNG or WebP"),
        arguments(
            "\0\0\0\u001cftypmif1\0\0\0\0mif1avif",
            "the image is AVIF, which is not supported: send it as JPEG, PNG or WebP"),
        arguments(
            "\0\0\0\u001cftypmsf1\0\0\0\0msf1hevc",
            "the image is HEIC, which is not supported: send it as JPEG, PNG or WebP"),
        arguments(
            "\0\0\0\u0014ftypmif1\0\0\0\0mif1avif",
            "the image is HEIF, which is not supported: send it as JPEG, PNG or WebP"),
        arguments("\0\0\0\u0018ftypmp42\0\0\0\0", "this is a video, not an image"),
        arguments(
            "\u00ff\nand so on",
            "the image is JPEG XL, which is not supported: send it as JPEG, PNG or WebP"),
        arguments(
            "\u00ffO\u00ffQand so on",
            "the image is JPEG 2000, which is not supported: send it as JPEG, PNG or WebP"),
        arguments(
            "\0\0\u0001\0\u0001",
            "the image is a Windows icon, which is not supported: send it as JPEG, PNG or WebP"));
  }

  @ParameterizedTest
  @MethodSource("otherThings")
  void isCalledByItsName(String bytes, String message) {
    assertUnsupported(bytes.getBytes(ISO_8859_1), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jpeg rgb", "png rgb", "gif", "webp lossy"})
  void anImageBehindSomethingElseIsFound(String name) {
    byte[] image = Picture.named(name).bytes;
    String format = name.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    String http = "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n";
    String part = "--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 12345\r\n\r\n";
    for (String before : new String[] {"\0\0;q", "\n", http, part}) {
      assertUnsupported(
          behind(before, image),
          "this is not an image alone: a "
              + format
              + " begins at byte "
              + before.length()
              + ", behind something else, such as a multipart header or a length; send the image alone");
    }
  }

  @Test
  void whatOnlyHoldsTheFirstBytesOfAnImageIsCalledByItsName() {
    byte[] jpeg = Picture.named("jpeg rgb").bytes;
    assertUnsupported(behind("%PDF-1.7 ", jpeg), "this is a PDF document, not an image");
    assertUnsupported(
        behind("\u0001".repeat(5000), jpeg), "this is not an image of a known format");
    assertUnsupported(
        "a text with \u00ff\u00d8\u00ff\u00fd".getBytes(ISO_8859_1), "this is text, not an image");
  }

  private static byte[] behind(String before, byte[] image) {
    return ByteBuffer.allocate(before.length() + image.length)
        .put(before.getBytes(ISO_8859_1))
        .put(image)
        .array();
  }

  @Test
  void nothingIsCalledEmpty() {
    assertUnsupported(new byte[0], "the image is empty (0 bytes)");
  }

  @Test
  void aPictureInBase64IsNotDecodedTwice() {
    assertUnsupported(
        Base64.getEncoder().encode(Picture.named("png rgb").bytes),
        "this is base64 text, not the bytes of an image");
  }

  @Test
  void everyPictureIsKnownByItsFirstBytes() {
    for (Picture picture : Picture.all()) {
      String format = String.valueOf(ImageFormat.sniff(ByteBuffer.wrap(picture.bytes)));
      assertEquals(picture.name.split(" ", 2)[0], format.toLowerCase(Locale.ROOT));
    }
  }

  private static void assertUnsupported(byte[] bytes, String message) {
    ImageException e =
        assertThrows(UnsupportedFormatException.class, () -> Picture.tensor(bytes, 4, 4));
    assertEquals(message, e.getMessage());
  }
}
