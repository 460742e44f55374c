package org.jkuiper.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.Json;
import org.junit.jupiter.api.Test;

class OutcomeTest {
  private static String text(String results, double total) throws Exception {
    return Json.text(Outcome.of("7", (List<?>) Json.read(results), total));
  }

  @Test
  void theDetailsOfTheFirstEntryAreThoseOfThePicture() throws Exception {
    assertEquals(
        "{\"id\":\"7\",\"results\":[{\"confidence\":0.75,\"label\":\"cat\",\"box\":{\"x\":1}},"
            + "{\"confidence\":0.5,\"label\":\"dog\"}],\"model\":\"m\",\"millis\":"
            + "{\"decode\":1.0,\"resize\":0.5,\"inference\":4.5,\"rest\":2.0,\"total\":8.0}}",
        text(
            "[{\"confidence\":0.75,\"label\":\"cat\",\"box\":{\"x\":1},\"model\":\"m\",\"millis\":"
                + "{\"decode\":1,\"resize\":0.5,\"inference\":4.5}},"
                + "{\"confidence\":0.5,\"label\":\"dog\",\"model\":\"m\",\"millis\":"
                + "{\"decode\":1,\"resize\":0.5,\"inference\":4.5}}]",
            8));
  }

  @Test
  void whatThePluginDoesNotTellIsNull() throws Exception {
    String unknown =
        ",\"model\":null,\"millis\":{\"decode\":null,\"resize\":null,\"inference\":null,"
            + "\"rest\":null,\"total\":8.0}}";
    assertEquals("{\"id\":\"7\",\"results\":[]" + unknown, text("[]", 8));
    assertEquals(
        "{\"id\":\"7\",\"results\":[{\"confidence\":1.0,\"label\":\"cat\"}]" + unknown,
        text("[{\"confidence\":1.0,\"label\":\"cat\"}]", 8));
  }

  /** Two clocks: the parts may come out longer than the whole. */
  @Test
  void theRestIsNeverNegative() {
    Object millis =
        Outcome.of("7", List.of(Map.of("millis", Map.of("decode", 9))), 8).get("millis");
    assertEquals(0.0, ((Map<?, ?>) millis).get("rest"));
  }
}
