package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the page can set of the rule, and what comes of it. */
class WebRuleIT extends WebServerFixture {
  @Test
  void aChangedRuleShowsInTheNextAnswer() throws Exception {
    Map<String, ?> rule = page.rule("labelImage", Map.of("topK", 2));
    assertTrue(String.valueOf(rule.get("sql")).contains("\"topK\", 2"), rule::toString);
    String two = page.picture(Pictures.sample("cat.jpg"));
    assertEquals(2, WebClient.results(page.outcome(two)).size());
    page.rule("labelImage", Map.of("scoreThreshold", 0.7));
    String one = page.picture(Pictures.sample("cat.jpg"));
    assertEquals(1, WebClient.results(page.outcome(one)).size());
  }

  @Test
  void theTimeIsSplitAndTheModelIsNamed() throws Exception {
    Map<String, ?> result = page.outcome(page.picture(Pictures.sample("cat.jpg"))).data();
    assertEquals("efficientnet_lite0_int8", result.get("model"));
    Map<?, ?> millis = (Map<?, ?>) result.get("millis");
    double sum = 0;
    for (String part : List.of("decode", "resize", "inference", "rest")) {
      double one = ((Number) millis.get(part)).doubleValue();
      assertTrue(one >= 0, millis::toString);
      sum += one;
    }
    assertEquals(((Number) millis.get("total")).doubleValue(), sum, 0.001, millis::toString);
  }

  @Test
  void aRefusedRuleIsToldInWordsAndTheOldOneGoesOn() throws Exception {
    String wrongOption = page.refusal("labelImage", Map.of("topX", 2));
    assertTrue(wrongOption.contains("topX") && wrongOption.contains("topK"), wrongOption);
    String wrongModel = page.refusal("labelImage", Map.of("model", "nothing"));
    assertTrue(wrongModel.contains("nothing"), wrongModel);
    String wrongValue = page.refusal("labelImage", Map.of("topK", -1));
    assertTrue(wrongValue.contains("topK"), wrongValue);
    assertEquals("286:Egyptian cat", page.label(page.picture(Pictures.sample("cat.jpg"))));
    assertEquals(null, page.state("rule").get("error"));
  }
}
