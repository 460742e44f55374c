package org.jkuiper.label;

import java.util.BitSet;
import java.util.List;
import org.jkuiper.image.Region;
import org.jspecify.annotations.Nullable;

/**
 * How one model answers with certain options.
 *
 * @param region which part of the picture it sees
 * @param labels the labels of its classes, as they are returned
 * @param topK how many of them to return at most
 * @param scoreThreshold the least confidence of one
 * @param classes which classes count; null for all
 * @param details whether to tell which model answered, and how long it took
 */
record Answering(
    Region region,
    List<String> labels,
    int topK,
    float scoreThreshold,
    @Nullable BitSet classes,
    boolean details) {
  private static final int TOP_K = 5;

  /** The share of each side that the middle of a picture has. */
  private static final double MIDDLE = 0.875;

  /**
   * Applies options to a model's labels.
   *
   * @param model what an error calls the model
   * @param lines its labels, as the label file has them
   * @throws IllegalArgumentException if an option names a label that the model lacks
   */
  static Answering of(LabelOptions options, String model, List<String> lines) {
    Region roi = options.roi() != null ? options.roi() : Region.WHOLE;
    return new Answering(
        Boolean.TRUE.equals(options.center()) ? roi.middle(MIDDLE) : roi,
        options.form() != null ? options.form().of(lines) : lines,
        options.topK() != null ? options.topK() : TOP_K,
        options.scoreThreshold() != null ? options.scoreThreshold() : 0,
        options.filter() != null ? options.filter().classes(model, lines) : null,
        Boolean.TRUE.equals(options.details()));
  }
}
