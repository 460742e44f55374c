package org.jkuiper.protocol;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON to the byte as Go's {@code encoding/json} writes it, which eKuiper uses.
 *
 * @hidden internal
 */
public final class GoJson {
  /** From here on Go writes an exponent. */
  private static final double FIRST_WITH_EXPONENT = 1e21;

  private GoJson() {}

  /** Writes a value; maps keep their order, see {@link #ofGo}. */
  public static byte[] write(@Nullable Object value) {
    byte[] json = Json.write(value);
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 16);
    int written = 0;
    for (int i = 0; i < json.length; i++) {
      String escape = escape(json, i);
      if (escape != null) {
        out.write(json, written, i - written);
        out.writeBytes(escape.getBytes(StandardCharsets.US_ASCII));
        i += json[i] < 0 ? 2 : 0; // U+2028 and U+2029 are three bytes long
        written = i + 1;
      }
    }
    if (written == 0) {
      return json;
    }
    out.write(json, written, json.length - written);
    return out.toByteArray();
  }

  static String text(@Nullable Object value) {
    return new String(write(value), StandardCharsets.UTF_8);
  }

  /** What Go escapes though JSON does not ask for it: all of these stand in strings only. */
  private static @Nullable String escape(byte[] json, int at) {
    return switch (json[at]) {
      case '<' -> "\\u003c";
      case '>' -> "\\u003e";
      case '&' -> "\\u0026";
      case (byte) 0xe2 ->
          at + 2 < json.length && json[at + 1] == (byte) 0x80 && (json[at + 2] & 0xfe) == 0xa8
              ? "\\u202" + (char) ('8' + (json[at + 2] & 1))
              : null;
      default -> null;
    };
  }

  /**
   * A user's value as Go would hold it: keys of maps sorted, and a real number without a fraction
   * (in Go, any number that came as JSON) a whole one.
   */
  public static @Nullable Object ofGo(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
      map.forEach((key, element) -> sorted.put(String.valueOf(key), ofGo(element)));
      return sorted;
    }
    if (value instanceof Iterable<?> elements) {
      List<@Nullable Object> list = new ArrayList<>();
      elements.forEach(element -> list.add(ofGo(element)));
      return list;
    }
    if (value instanceof Double real
        && real == Math.rint(real)
        && Math.abs(real) < FIRST_WITH_EXPONENT) {
      return new BigDecimal(real).toBigInteger();
    }
    return value;
  }
}
