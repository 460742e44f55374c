package org.jkuiper.label;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jkuiper.image.Region;
import org.junit.jupiter.api.Test;

class RankingTest {
  private static final List<String> LABELS = List.of("a", "b", "c", "d");

  private static Answering top(int topK, List<String> labels) {
    return new Answering(Region.WHOLE, labels, topK, 0, null, false);
  }

  @Test
  void theMostConfidentComesFirst() {
    assertEquals(
        List.of(new Label(0.5f, "c"), new Label(0.3f, "a")),
        Ranking.of(new float[] {0.3f, 0.1f, 0.5f, 0.1f}, top(2, LABELS)));
  }

  @Test
  void ofEqualConfidencesTheFirstClassComesFirst() {
    assertEquals(
        List.of(new Label(0.25f, "a"), new Label(0.25f, "b"), new Label(0.25f, "c")),
        Ranking.of(new float[] {0.25f, 0.25f, 0.25f, 0.25f}, top(3, LABELS)));
  }

  @Test
  void aModelWithFewerClassesThanAskedForGivesAllItHas() {
    assertEquals(4, Ranking.of(new float[] {0.1f, 0.2f, 0.3f, 0.4f}, top(5, LABELS)).size());
  }

  @Test
  void itAgreesWithASortOfAllClasses() {
    Random random = new Random(7);
    List<String> labels = IntStream.range(0, 1001).mapToObj(i -> i + ":").toList();
    for (int round = 0; round < 100; round++) {
      float[] probabilities = new float[1001];
      for (int i = 0; i < probabilities.length; i++) {
        probabilities[i] = random.nextInt(200) / 200f;
      }
      List<Label> sorted =
          IntStream.range(0, 1001)
              .mapToObj(i -> new Label(probabilities[i], labels.get(i)))
              .sorted(Comparator.comparing(Label::confidence).reversed())
              .limit(5)
              .toList();
      assertEquals(sorted, Ranking.of(probabilities, top(5, labels)));
    }
  }

  @Test
  void aSingleScoreOfTwoClassesIsThatOfTheSecondLabel() {
    assertEquals(
        List.of(new Label(0.75f, "dog"), new Label(0.25f, "cat")),
        Ranking.of(new float[] {0.75f}, top(5, List.of("cat", "dog"))));
  }

  @Test
  void whatIsBelowTheThresholdDoesNotCome() {
    Answering answering = new Answering(Region.WHOLE, LABELS, 5, 0.3f, null, false);
    assertEquals(
        List.of(new Label(0.4f, "d"), new Label(0.3f, "c")),
        Ranking.of(new float[] {0.1f, 0.2f, 0.3f, 0.4f}, answering));
    assertEquals(List.of(), Ranking.of(new float[] {0.1f, 0.1f, 0.1f, 0.1f}, answering));
  }

  @Test
  void amongTheClassesThatCountTheMostConfidentCome() {
    BitSet classes = new BitSet();
    classes.set(0, 3);
    Answering answering = new Answering(Region.WHOLE, LABELS, 2, 0, classes, false);
    assertEquals(
        List.of(new Label(0.3f, "c"), new Label(0.2f, "b")),
        Ranking.of(new float[] {0.1f, 0.2f, 0.3f, 0.4f}, answering));
  }

  @Test
  void ofTwoClassesOfASingleScoreEachMayBeLeftOut() {
    BitSet classes = new BitSet();
    classes.set(0);
    Answering answering = new Answering(Region.WHOLE, List.of("cat", "dog"), 5, 0, classes, false);
    assertEquals(List.of(new Label(0.25f, "cat")), Ranking.of(new float[] {0.75f}, answering));
  }
}
