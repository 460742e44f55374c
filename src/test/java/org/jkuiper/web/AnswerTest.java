package org.jkuiper.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What eKuiper 2.4.2 sends for a picture. */
class AnswerTest {
  private static Answer of(String message) {
    return Answer.of(message.getBytes(StandardCharsets.UTF_8), "labelImage");
  }

  @Test
  void aRowTellsItsPicture() {
    Answer answer =
        of(
            "{\"results\":[{\"confidence\":0.5,\"label\":\"cat\"}],\"topic\":\"j/web/pictures/a-7\"}");
    assertEquals("a-7", answer.id());
    assertEquals(List.of(Map.of("confidence", 0.5, "label", "cat")), answer.results());
    assertNull(answer.error());
  }

  @Test
  void aRowWithoutResultsHasNone() {
    assertEquals(List.of(), of("{\"topic\":\"j/pictures/a-7\"}").results());
  }

  @Test
  void aPicturesErrorIsInTheFunctionsWords() {
    String sentence =
        "run Select error: alias: results expr: Call:{ name:labelImage, args:[s.self] } meet error,"
            + " err:call func labelImage error: this is text, not an image";
    for (String message : List.of(sentence, "{\"error\":\"" + sentence + "\"}")) {
      Answer answer = of(message);
      assertNull(answer.id());
      assertEquals("this is text, not an image", answer.error());
      assertTrue(answer.ofFunction());
      assertFalse(answer.timedOut());
    }
  }

  @Test
  void anotherErrorIsOfNoPicture() {
    Answer answer = of("mqtt connection lost");
    assertEquals("mqtt connection lost", answer.error());
    assertFalse(answer.ofFunction());
  }

  @Test
  void whoGaveUpWaitingForThePluginMayAskAgain() {
    assertTrue(
        of("call func labelImage error: time out, plugin pyai status running, message: ")
            .timedOut());
  }
}
