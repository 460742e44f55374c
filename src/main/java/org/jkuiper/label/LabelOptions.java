package org.jkuiper.label;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jkuiper.image.Region;
import org.jkuiper.options.LabelFilter;
import org.jkuiper.options.LabelForm;
import org.jkuiper.options.Options;
import org.jspecify.annotations.Nullable;

/**
 * What a call, {@code NAME.properties} or {@code pyai.properties} sets of how to label a picture.
 * Whatever is null is left open. {@code docs/label-image.md} has the options' table.
 *
 * @param model the model's name; empty for the default
 * @param topK how many labels to return at most
 * @param scoreThreshold the least confidence of a label
 * @param filter which labels to return
 * @param roi which part of the picture to look at
 * @param center whether to look at the middle of that alone
 * @param form how to write a label
 * @param details whether to tell which model answered, and how long it took
 */
record LabelOptions(
    String model,
    @Nullable Integer topK,
    @Nullable Float scoreThreshold,
    @Nullable LabelFilter filter,
    @Nullable Region roi,
    @Nullable Boolean center,
    @Nullable LabelForm form,
    @Nullable Boolean details) {
  static final LabelOptions NONE = new LabelOptions("", null, null, null, null, null, null, null);

  /** The options that a model may have defaults of. */
  static final Set<String> DEFAULTS =
      Set.of("topK", "scoreThreshold", "allow", "deny", "roi", "crop", "labels", "details");

  private static final Set<String> ALL =
      Set.of(
          "model", "topK", "scoreThreshold", "allow", "deny", "roi", "crop", "labels", "details");

  private static final String STRETCH = "stretch";
  private static final String CENTER = "center";

  /** What {@code topK} was called once. */
  static final String OLD_TOP_K = "top";

  /**
   * Reads the second argument of a call.
   *
   * @param argument an object, its JSON as a text, or a number, which is {@code topK}
   * @throws IllegalArgumentException if it is anything else or has a fault; the message says which
   */
  static LabelOptions ofArgument(Object argument) {
    return of(Options.ofArgument("argument 2", argument, "topK", ALL));
  }

  /**
   * Reads the defaults of a file.
   *
   * @throws IllegalArgumentException if they have a fault; the message says which
   */
  static LabelOptions ofFile(String name, Map<String, String> texts) {
    Map<String, String> values = new HashMap<>(texts);
    if (!LabelForm.TEXTS.contains(values.getOrDefault("labels", ""))) {
      values.remove("labels"); // It names the label file, as labelFile does.
    }
    String old = values.remove(OLD_TOP_K);
    if (old != null) {
      values.putIfAbsent("topK", old);
    }
    return of(Options.ofFile(name, values));
  }

  private static LabelOptions of(Options options) {
    String model = options.text("model");
    String crop = options.oneOf("crop", List.of(STRETCH, CENTER));
    String labels = options.oneOf("labels", LabelForm.TEXTS);
    return new LabelOptions(
        model == null ? "" : model,
        options.count("topK", Integer.MAX_VALUE),
        options.share("scoreThreshold"),
        LabelFilter.of(options),
        options.region("roi"),
        crop == null ? null : crop.equals(CENTER),
        labels == null ? null : LabelForm.of(labels),
        options.flag("details"));
  }

  /** Whether nothing but the model is set. */
  boolean leavesAllOpen() {
    return topK == null
        && scoreThreshold == null
        && filter == null
        && roi == null
        && center == null
        && form == null
        && details == null;
  }

  /** These, and of the others what these leave open. */
  LabelOptions over(LabelOptions others) {
    return new LabelOptions(
        model,
        topK != null ? topK : others.topK,
        scoreThreshold != null ? scoreThreshold : others.scoreThreshold,
        filter != null ? filter : others.filter,
        roi != null ? roi : others.roi,
        center != null ? center : others.center,
        form != null ? form : others.form,
        details != null ? details : others.details);
  }
}
