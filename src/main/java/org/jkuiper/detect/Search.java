package org.jkuiper.detect;

import java.util.BitSet;
import java.util.List;
import org.jkuiper.image.Region;
import org.jkuiper.tflite.LabelFile;
import org.jspecify.annotations.Nullable;

/**
 * What one model looks for with certain options.
 *
 * @param region which part of the picture it sees
 * @param topK how many objects to return at most
 * @param scoreThreshold the least confidence of one
 * @param classes which classes count
 * @param details whether to tell which model answered, and how long it took
 */
record Search(Region region, int topK, float scoreThreshold, BitSet classes, boolean details) {
  private static final float SCORE_THRESHOLD = 0.5f;

  /**
   * Applies options to a model's labels. A class that the label file says is none ({@code ???})
   * never counts.
   *
   * @param model what an error calls the model
   * @param labels one for each of its classes
   * @throws IllegalArgumentException if an option names a label that the model lacks
   */
  static Search of(DetectOptions options, String model, List<String> labels) {
    BitSet named = new BitSet(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      named.set(i, !labels.get(i).equals(LabelFile.NO_CLASS));
    }
    @Nullable BitSet wanted =
        options.filter() == null ? null : options.filter().classes(model, labels);
    if (wanted != null) {
      named.and(wanted);
    }
    return new Search(
        options.roi() != null ? options.roi() : Region.WHOLE,
        options.topK() != null ? options.topK() : Integer.MAX_VALUE,
        options.scoreThreshold() != null ? options.scoreThreshold() : SCORE_THRESHOLD,
        named,
        Boolean.TRUE.equals(options.details()));
  }
}
