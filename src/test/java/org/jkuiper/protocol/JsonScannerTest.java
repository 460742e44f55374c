package org.jkuiper.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JsonScannerTest {
  /** Those that end something, and those that the words' arithmetic could take for them. */
  private static final byte[] BYTES = {
    '"', '\\', 'a', '#', '!', ' ', ']', '/', 'z', '=', (byte) 0xa2, (byte) 0xdc, (byte) 0xdd, -1, -2
  };

  @Test
  void aStringEndsAtItsFirstQuoteThatIsNotEscaped() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 200_000; i++) {
      byte[] json = new byte[1 + random.nextInt(60)];
      int few =
          2 + random.nextInt(200); // quotes and backslashes are rare in some, and not in others
      for (int j = 0; j < json.length; j++) {
        int chosen = random.nextInt(few + BYTES.length);
        json[j] = chosen < BYTES.length ? BYTES[chosen] : (byte) 'b';
      }
      json[0] = '"';
      int end = end(json);
      JsonScanner scanner = new JsonScanner(json, 0, json.length);
      if (end < 0) {
        assertThrows(
            MalformedMessageException.class, scanner::skipString, () -> Arrays.toString(json));
      } else {
        scanner.skipString();
        assertEquals(end, scanner.position(), () -> Arrays.toString(json));
      }
    }
  }

  private static int end(byte[] json) {
    for (int i = 1; i < json.length; i++) {
      if (json[i] == '"') {
        return i + 1;
      } else if (json[i] == '\\') {
        i++;
      }
    }
    return -1;
  }
}
