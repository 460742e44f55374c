package org.jkuiper.options;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.jkuiper.text.Snippet;
import org.jspecify.annotations.Nullable;

/**
 * Which labels an answer may have: those that {@code allow} names, or all but those that {@code
 * deny} names. A label is named by its line in the label file or by its name alone; a name that
 * several classes have stands for them all.
 *
 * @param allow what may come; null for all
 * @param deny what may not come; null for nothing
 */
public record LabelFilter(@Nullable List<String> allow, @Nullable List<String> deny) {
  /** What lets all pass. */
  public static final LabelFilter ALL = new LabelFilter(null, null);

  private static final int MOST_ALIKE = 5;

  /**
   * Reads the options {@code allow} and {@code deny}.
   *
   * @return null if neither is set
   * @throws IllegalArgumentException if both are set, or one is no list of labels
   */
  public static @Nullable LabelFilter of(Options options) {
    List<String> allow = options.labels("allow");
    List<String> deny = options.labels("deny");
    if (allow != null && deny != null) {
      throw new IllegalArgumentException(options.owner() + " sets both allow and deny; set one");
    }
    return allow == null && deny == null ? null : new LabelFilter(allow, deny);
  }

  /**
   * The classes that may come.
   *
   * @param model what an error calls the model
   * @param lines its labels, as the label file has them
   * @return null for all
   * @throws IllegalArgumentException if the model has no such label; the message names it
   */
  public @Nullable BitSet classes(String model, List<String> lines) {
    List<String> named = allow != null ? allow : deny;
    if (named == null) {
      return null;
    }
    BitSet classes = new BitSet(lines.size());
    for (String label : named) {
      boolean found = false;
      for (int i = 0; i < lines.size(); i++) {
        if (label.equals(lines.get(i)) || label.equals(LabelForm.name(lines.get(i), i))) {
          classes.set(i);
          found = true;
        }
      }
      if (!found) {
        throw unknown(label, model, lines);
      }
    }
    if (allow == null) {
      classes.flip(0, lines.size());
    }
    return classes;
  }

  private static IllegalArgumentException unknown(String label, String model, List<String> lines) {
    List<String> alike = new ArrayList<>();
    String part = label.toLowerCase(Locale.ROOT).strip();
    for (String line : lines) {
      if (alike.size() < MOST_ALIKE && line.toLowerCase(Locale.ROOT).contains(part)) {
        alike.add(line);
      }
    }
    return new IllegalArgumentException(
        "the model "
            + model
            + " has no label \""
            + Snippet.of(label)
            + '"'
            + (alike.isEmpty() ? "" : "; it has \"" + String.join("\", \"", alike) + '"'));
  }
}
