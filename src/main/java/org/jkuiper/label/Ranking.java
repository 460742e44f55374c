package org.jkuiper.label;

import java.util.ArrayList;
import java.util.List;

/** Finds the most confident of many classes. */
final class Ranking {
  private Ranking() {}

  /**
   * The {@code top} largest probabilities with their labels, largest first. Of equal ones, the
   * first class comes first.
   */
  static List<Label> of(float[] probabilities, List<String> labels, int top) {
    if (probabilities.length == 1 && labels.size() == 2) {
      // As in Keras, a single score is the probability of class 1, the second label.
      return of(new float[] {1 - probabilities[0], probabilities[0]}, labels, top);
    }
    int[] best = new int[Math.min(top, probabilities.length)];
    int count = 0;
    for (int i = 0; i < probabilities.length; i++) {
      if (count == best.length && !(probabilities[i] > probabilities[best[count - 1]])) {
        continue;
      }
      int at = count < best.length ? count++ : count - 1;
      while (at > 0 && probabilities[i] > probabilities[best[at - 1]]) {
        best[at] = best[at - 1];
        at--;
      }
      best[at] = i;
    }
    List<Label> ranked = new ArrayList<>(best.length);
    for (int index : best) {
      ranked.add(new Label(probabilities[index], labels.get(index)));
    }
    return ranked;
  }
}
