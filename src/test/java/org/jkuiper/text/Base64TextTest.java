package org.jkuiper.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class Base64TextTest {
  private final Random random = new Random(1);

  @Test
  void whatTheJdkEncodesIsDecodedInPlaceAtEveryLengthAndOffset() {
    for (int length = 0;
        length < 10_000;
        length += length % 3072 < 10 ? 1 : 211) { // chunks of 3072
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      String text = Base64.getEncoder().encodeToString(bytes);
      for (int offset = 0; offset < 9; offset++) {
        byte[] json = ("#".repeat(offset) + text + "###").getBytes(ISO_8859_1);
        int end = offset + text.length();
        assertArrayEquals(bytes, new Base64Text(json, offset, end).decoded());
        ByteBuffer inPlace = new Base64Text(json, offset, end).decodedInPlace();
        assertEquals(ByteBuffer.wrap(bytes), inPlace);
        String around = "#".repeat(offset) + "###";
        assertEquals(
            around, new String(json, 0, offset, ISO_8859_1) + new String(json, end, 3, ISO_8859_1));
      }
    }
  }

  @Test
  void anyTextIsDecodedOrRefusedAsTheJdkDoesIt() {
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[i % 20 > 0 ? random.nextInt(40) : 3060 + random.nextInt(40)];
      random.nextBytes(bytes);
      byte[] text = Base64.getEncoder().encode(bytes);
      text = Arrays.copyOf(text, Math.max(0, text.length - random.nextInt(3)));
      for (int faults = random.nextInt(3); faults > 0 && text.length > 0; faults--) {
        int at = random.nextInt(text.length);
        text[at] = random.nextBoolean() ? (byte) '=' : (byte) random.nextInt(256);
      }
      assertLikeTheJdk(text);
    }
    for (String text :
        new String[] {"", "=", "==", "A", "A=", "A===", "AQ", "AR==", "AQI", "AQJ="}) {
      assertLikeTheJdk(text.getBytes(ISO_8859_1));
    }
  }

  @Test
  void paddingEndsTheTextAndNoChunk() {
    byte[] text = Base64.getEncoder().encode(new byte[3 * 3072]);
    for (int at = 0; at < text.length; at += at % 4096 > 4088 || at % 4096 < 8 ? 1 : 97) {
      for (int padding = 1; padding < 4; padding++) {
        byte[] padded = text.clone();
        Arrays.fill(padded, at, Math.min(at + padding, text.length), (byte) '=');
        assertLikeTheJdk(padded);
      }
    }
  }

  private static void assertLikeTheJdk(byte[] text) {
    String original = new String(text, ISO_8859_1);
    byte[] expected = jdk(text);
    assertArrayEquals(expected, new Base64Text(text, 0, text.length).decoded(), original);
    ByteBuffer inPlace = new Base64Text(text, 0, text.length).decodedInPlace();
    if (expected != null && Base64.getEncoder().encodeToString(expected).equals(original)) {
      assertEquals(ByteBuffer.wrap(expected), inPlace, original);
    } else {
      assertNull(inPlace, original);
      assertEquals(original, new String(text, ISO_8859_1));
    }
  }

  private static byte @Nullable [] jdk(byte[] text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
