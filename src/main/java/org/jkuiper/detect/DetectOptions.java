package org.jkuiper.detect;

import java.util.Map;
import java.util.Set;
import org.jkuiper.image.Region;
import org.jkuiper.options.LabelFilter;
import org.jkuiper.options.Options;
import org.jspecify.annotations.Nullable;

/**
 * What a call or {@code NAME.properties} sets of how to find objects. Whatever is null is left
 * open. {@code docs/detect-objects.md} has the options' table.
 *
 * @param model the model's name; empty for the default
 * @param topK how many objects to return at most
 * @param scoreThreshold the least confidence of an object
 * @param filter which labels to return
 * @param roi which part of the picture to look at
 * @param details whether to tell which model answered, and how long it took
 */
record DetectOptions(
    String model,
    @Nullable Integer topK,
    @Nullable Float scoreThreshold,
    @Nullable LabelFilter filter,
    @Nullable Region roi,
    @Nullable Boolean details) {
  static final DetectOptions NONE = new DetectOptions("", null, null, null, null, null);

  /** The options that a model may have defaults of. */
  static final Set<String> DEFAULTS =
      Set.of("topK", "scoreThreshold", "allow", "deny", "roi", "details");

  private static final Set<String> ALL =
      Set.of("model", "topK", "scoreThreshold", "allow", "deny", "roi", "details");

  /**
   * Reads the second argument of a call.
   *
   * @param argument an object, its JSON as a text, or a number, which is {@code topK}
   * @throws IllegalArgumentException if it has a fault; the message says which
   */
  static DetectOptions ofArgument(Object argument) {
    return of(Options.ofArgument("argument 2", argument, "topK", ALL));
  }

  /**
   * Reads the defaults of a model.
   *
   * @throws IllegalArgumentException if they have a fault; the message says which
   */
  static DetectOptions ofFile(String name, Map<String, String> texts) {
    return of(Options.ofFile(name, texts));
  }

  private static DetectOptions of(Options options) {
    String model = options.text("model");
    return new DetectOptions(
        model == null ? "" : model,
        options.count("topK", Integer.MAX_VALUE),
        options.share("scoreThreshold"),
        LabelFilter.of(options),
        options.region("roi"),
        options.flag("details"));
  }

  /** Whether nothing but the model is set. */
  boolean leavesAllOpen() {
    return topK == null
        && scoreThreshold == null
        && filter == null
        && roi == null
        && details == null;
  }

  /** These, and of the others what these leave open. */
  DetectOptions over(DetectOptions others) {
    return new DetectOptions(
        model,
        topK != null ? topK : others.topK,
        scoreThreshold != null ? scoreThreshold : others.scoreThreshold,
        filter != null ? filter : others.filter,
        roi != null ? roi : others.roi,
        details != null ? details : others.details);
  }
}
