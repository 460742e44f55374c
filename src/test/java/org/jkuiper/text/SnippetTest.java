package org.jkuiper.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SnippetTest {
  @Test
  void aShortTextIsWhole() {
    assertEquals("", Snippet.of(""));
    assertEquals("x".repeat(80), Snippet.of("x".repeat(80)));
  }

  @Test
  void aLongOneLacksItsMiddle() {
    assertEquals(
        "/long".repeat(11) + "…" + "/and/the/name/of/a.file.",
        Snippet.of("/long".repeat(4_000) + "/and/the/name/of/a.file."));
    assertEquals(80, Snippet.of("x".repeat(81)).length());
  }

  @Test
  void itIsOneLine() {
    assertEquals("a?b?[31mc?", Snippet.of("a\nb\u001b[31mc\u009b"));
  }

  @Test
  void noCharacterIsCutInHalf() {
    for (int i = 0; i < 2; i++) {
      String snippet = Snippet.of("x".repeat(i) + "\ud83d\ude00".repeat(100));
      assertTrue(snippet.length() <= 80, snippet);
      assertFalse(
          snippet
              .replace("\ud83d\ude00", "")
              .chars()
              .anyMatch(c -> Character.isSurrogate((char) c)),
          snippet);
    }
  }
}
