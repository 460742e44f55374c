package org.jkuiper.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jkuiper.protocol.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureRuleTest {
  private static PictureRule rule(String json) throws Exception {
    return PictureRule.of(Json.readObject(json));
  }

  @Test
  void withoutOptionsItIsTheTutorialsCall() throws Exception {
    assertEquals(
        "SELECT labelImage(self) AS results, meta(topic) AS topic FROM s",
        rule("{'function':'labelImage'}".replace('\'', '"')).sql("s", false));
    assertEquals(
        "SELECT labelImage(self, object_construct(\"details\", true)) AS results, meta(topic) AS"
            + " topic FROM s",
        PictureRule.FIRST.sql("s", true));
  }

  @Test
  void optionsAreWrittenAsTheyAreGivenAndNullIsNone() throws Exception {
    String json =
        "{\"function\":\"detectObjects\",\"options\":{\"topK\":3,\"scoreThreshold\":0.25,"
            + "\"model\":null,\"crop\":\"center\"}}";
    assertEquals(
        "SELECT detectObjects(self, object_construct(\"topK\", 3, \"scoreThreshold\", 0.25,"
            + " \"crop\", \"center\", \"details\", true)) AS results, meta(topic) AS topic FROM s",
        rule(json).sql("s", true));
  }

  /** An option's text stays a text, whatever is in it. */
  @Test
  void nothingBreaksOutOfAText() throws Exception {
    String json =
        "{\"function\":\"labelImage\",\"options\":{\"model\":\"a\\\"), sleep(1) -- \\\\ \\n '\"}}";
    assertEquals(
        "SELECT labelImage(self, object_construct(\"model\", \"a\\\"), sleep(1) -- \\\\ \\n '\"))"
            + " AS results, meta(topic) AS topic FROM s",
        rule(json).sql("s", false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | the function is labelImage or detectObjects",
        "{\"function\":\"exec\"} | the function is labelImage or detectObjects",
        "{\"function\":7} | the function is labelImage or detectObjects",
        "{\"function\":\"labelImage\",\"sql\":\"x\"} | a rule has function and options, and no sql",
        "{\"function\":\"labelImage\",\"options\":[]} | options is an object",
        "{\"function\":\"labelImage\",\"options\":{\"a b\":1}} | an option's name is letters and digits",
        "{\"function\":\"labelImage\",\"options\":{\"a\\\",1)--\":1}} | an option's name is letters and"
            + " digits",
        "{\"function\":\"labelImage\",\"options\":{\"topK\":[3]}} | topK is a number, true or false, or"
            + " a text of 256 characters",
      })
  void whatIsNoRuleIsRefusedInWords(String json, String sentence) {
    RefusedException refusal = assertThrows(RefusedException.class, () -> rule(json));
    assertEquals(422, refusal.status());
    assertEquals(sentence, refusal.getMessage());
  }
}
