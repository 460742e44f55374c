package org.jkuiper.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LooseBase64Test {
  /** 0xfb 0xff 0xfe: {@code +//+}, all that differs between the alphabets. */
  private static final byte[] BYTES = {(byte) 0xfb, (byte) 0xff, (byte) 0xfe, 1};

  private static byte @Nullable [] decode(String text) {
    byte[] inside = ('"' + text + '"').getBytes(ISO_8859_1);
    return LooseBase64.decode(inside, 1, inside.length - 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+//+AQ==",
        "+//+AQ",
        "-__-AQ==",
        "-__-AQ",
        "\n+//+\r\nAQ==\n",
        " +//+\t AQ = = ",
        "\\n+//+\\r\\nAQ==\\n",
        "\\t+\\/\\/+AQ==",
        "\\u002b\\u002F\\u002f+AQ\\u003d\\u003D\\u000a",
        "data:image/jpeg;base64,+//+AQ==",
        "DATA:IMAGE/JPEG;BASE64,+//+AQ==",
        "data:;base64,+//+AQ==",
        "data:image/svg-xml;charset=utf-8;name=a_b;base64,+//+AQ==",
        "data:image\\/jpeg;base64,\\n+\\/\\/+\\nAQ==",
        " data:image/jpeg; base64,\\n+//+AQ",
        "data:image/jpeg;base64,%2B%2f%2F%2bAQ%3D%3d"
      })
  void itIsTaken(String text) {
    assertArrayEquals(BYTES, decode(text), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "AQ=I",
        "A===",
        "+//+A",
        "AQID=",
        "\\",
        "AQ\\",
        "AQ\\u",
        "AQ\\u002",
        "AQ\\u00zz",
        "AQ\\u4e16",
        "AQ\\u012b",
        "AQ\\b==",
        "AQ\u00e9=",
        "data:",
        "data:,AQID",
        "data:image/jpeg,AQID",
        "data:image/jpeg;base64",
        "base64,AQID",
        "data:image/jpeg;base64,AQ%3",
        "data:image/jpeg;base64,AQ%zz",
        "AQ%3D%3D",
        "this is no base64!"
      })
  void itIsRefused(String text) {
    assertNull(decode(text), text);
  }

  @Test
  void nothingIsABinaryOfNoBytes() {
    assertArrayEquals(new byte[0], decode(""));
    assertArrayEquals(new byte[0], decode(" \\r\\n"));
    assertArrayEquals(new byte[0], decode("data:;base64,"));
  }

  @Test
  void whatTheJdkWritesInLinesIsDecodedAtEveryLength() {
    Random random = new Random(1);
    for (int length = 0; length < 20_000; length += 1 + length / 20) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      String lines = Base64.getMimeEncoder().encodeToString(bytes);
      assertArrayEquals(bytes, decode(lines));
      assertArrayEquals(bytes, decode(lines.replace("\r\n", "\\n") + "\\n"));
      assertArrayEquals(bytes, decode("data:image/png;base64," + lines.strip()));
      assertArrayEquals(bytes, decode(Base64.getUrlEncoder().encodeToString(bytes)));
    }
  }
}
