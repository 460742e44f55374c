package org.jkuiper.label;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Finds the most confident of many classes. */
final class Ranking {
  private Ranking() {}

  /**
   * The largest probabilities with their labels, largest first: {@link Answering} says which and
   * how many. Of equal ones, the first class comes first.
   */
  static List<Label> of(float[] probabilities, Answering answering) {
    List<String> labels = answering.labels();
    if (probabilities.length == 1 && labels.size() == 2) {
      // As in Keras, a single score is the probability of class 1, the second label.
      return of(new float[] {1 - probabilities[0], probabilities[0]}, answering);
    }
    BitSet classes = answering.classes();
    int[] best = new int[Math.min(answering.topK(), probabilities.length)];
    int count = 0;
    for (int i = 0; i < probabilities.length; i++) {
      if (count == best.length && !(probabilities[i] > probabilities[best[count - 1]])) {
        continue;
      }
      if (probabilities[i] < answering.scoreThreshold() || (classes != null && !classes.get(i))) {
        continue;
      }
      int at = count < best.length ? count++ : count - 1;
      while (at > 0 && probabilities[i] > probabilities[best[at - 1]]) {
        best[at] = best[at - 1];
        at--;
      }
      best[at] = i;
    }
    List<Label> ranked = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      ranked.add(new Label(probabilities[best[i]], labels.get(best[i])));
    }
    return ranked;
  }
}
