package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jkuiper.NeedsShared;
import org.jkuiper.protocol.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * eKuiper's tutorial on labelling pictures, word for word, and what it leaves to the user to try.
 */
@Timeout(120)
class TutorialIT {
  private static Mosquitto broker;
  private static Kuiperd kuiperd;
  private static LabelRule labels;

  @BeforeAll
  static void installAsTheTutorialDoes(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws Exception {
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    kuiperd.install("pyai", Kuiperd.PYAI);
    labels = LabelRule.tutorial(kuiperd, broker);
  }

  @AfterAll
  static void takeDown() throws Exception {
    labels.close();
    kuiperd.close();
    broker.close();
  }

  @Test
  void theSamplesGetTheirLabels() throws Exception {
    labels.labelsTheSamples();
  }

  @Test
  @NeedsShared
  void theTutorialsPicturesGiveItsVeryRows() throws Exception {
    assertEquals("{\"label\":\"85:peacock\"}", labels.of(Pictures.shared("peacock.jpg")));
    assertEquals(
        "{\"label\":\"33:tailed frog, bell toad, ribbed toad, tailed toad, Ascaphus trui\"}",
        labels.of(Pictures.shared("frog.jpg")));
  }

  @Test
  void aBrokenPictureShowsInTheRulesStatusAndTheNextOneIsLabelled() throws Exception {
    byte[] cat = Pictures.sample("cat.jpg");
    assertTrue(
        labels
            .failureOf("no picture at all".getBytes(StandardCharsets.UTF_8))
            .contains("labelImage error: this is text, not an image"));
    String truncated = labels.failureOf(Arrays.copyOf(cat, cat.length / 2));
    assertTrue(truncated.contains("labelImage error: "), truncated);
    assertEquals("{\"label\":\"286:Egyptian cat\"}", labels.of(cat));
  }

  @Test
  void theFiveMostConfidentLabelsComeRanked() throws Exception {
    try (LabelRule ranking =
        LabelRule.create(
            kuiperd,
            broker,
            "ranking",
            "SELECT labelImage(self) as ranking FROM tfdemo",
            "tfdemo")) {
      List<?> ranked =
          (List<?>) Json.readObject(ranking.of(Pictures.sample("coffee.jpg"))).get("ranking");
      assertEquals(5, ranked.size());
      double above = 1;
      for (Object entry : ranked) {
        Map<?, ?> label = (Map<?, ?>) entry;
        double confidence = ((Number) label.get("confidence")).doubleValue();
        assertTrue(confidence > 0 && confidence <= above, ranked::toString);
        above = confidence;
      }
      assertEquals("968:espresso", ((Map<?, ?>) ranked.get(0)).get("label"));
      labels.next();
    }
  }

  @Test
  void aRuleWithAWrongNumberOfArgumentsIsRefused() throws Exception {
    String answer =
        kuiperd.expect(
            400,
            "POST",
            "/rules",
            Kuiperd.rule(
                "three", "SELECT labelImage(self, 3, 1) FROM tfdemo", broker, "ekuiper/three"));
    assertTrue(
        answer.contains("labelImage takes one argument or two, the image and options, but got 3"),
        answer);
  }

  @Test
  void anArgumentThatIsNoPictureShowsInTheRulesStatus() throws Exception {
    kuiperd.createStream("CREATE STREAM values () WITH (DATASOURCE=\"values\", FORMAT=\"JSON\")");
    try (LabelRule rule =
        LabelRule.create(
            kuiperd,
            broker,
            "values",
            "SELECT labelImage(picture)[0]->label as label FROM values",
            "values")) {
      String number = rule.failureOf(Json.write(Map.of("picture", 7)));
      assertTrue(number.contains("labelImage error: "), number);
      assertFalse(number.contains("map["), number);
      assertEquals("{}", rule.of(Json.write(Map.of())));
      String base64 = Base64.getEncoder().encodeToString(Pictures.sample("cat.jpg"));
      assertEquals(
          "{\"label\":\"286:Egyptian cat\"}", rule.of(Json.write(Map.of("picture", base64))));
    }
  }
}
