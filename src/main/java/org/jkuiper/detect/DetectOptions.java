package org.jkuiper.detect;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jkuiper.image.Region;
import org.jkuiper.text.Snippet;
import org.jspecify.annotations.Nullable;

/**
 * What a call of {@code detectObjects} asks for.
 *
 * @param model the model's name; empty for the default
 * @param topK how many objects to return at most, from 1
 * @param scoreThreshold the least confidence of an object
 * @param allow the labels to return; empty for all
 * @param deny the labels to leave out
 * @param region which part of the upright picture to look at
 * @param details whether each object also has the model's name and the times
 */
record DetectOptions(
    String model,
    int topK,
    double scoreThreshold,
    Set<String> allow,
    Set<String> deny,
    Region region,
    boolean details) {

  static final DetectOptions DEFAULT =
      new DetectOptions("", Integer.MAX_VALUE, 0.5, Set.of(), Set.of(), Region.WHOLE, false);

  private static final Set<String> KEYS =
      new TreeSet<>(Set.of("allow", "deny", "details", "model", "roi", "scoreThreshold", "topK"));

  boolean wants(String label) {
    return (allow.isEmpty() || allow.contains(label)) && !deny.contains(label);
  }

  /**
   * Reads options.
   *
   * @throws IllegalArgumentException if one is not known or of a wrong type; the message names it
   */
  static DetectOptions of(Map<String, @Nullable Object> given) {
    for (String key : given.keySet()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "the option " + Snippet.of(key) + " is not known; detectObjects has " + KEYS);
      }
    }
    Set<String> allow = names(given, "allow");
    Set<String> deny = names(given, "deny");
    if (!allow.isEmpty() && !deny.isEmpty()) {
      throw new IllegalArgumentException(
          "the options allow and deny exclude each other: name what is wanted, or what is not");
    }
    return new DetectOptions(
        given.get("model") == null ? DEFAULT.model : text(given, "model"),
        given.get("topK") == null ? DEFAULT.topK : count(given, "topK"),
        given.get("scoreThreshold") == null
            ? DEFAULT.scoreThreshold
            : share(given, "scoreThreshold"),
        allow,
        deny,
        given.get("roi") == null ? DEFAULT.region : region(given, "roi"),
        given.get("details") != null && flag(given, "details"));
  }

  private static String text(Map<String, @Nullable Object> given, String key) {
    if (given.get(key) instanceof String text) {
      return text;
    }
    throw wrong(given, key, "a text");
  }

  private static int count(Map<String, @Nullable Object> given, String key) {
    if (given.get(key) instanceof Number number
        && number.doubleValue() >= 1
        && number.doubleValue() <= Integer.MAX_VALUE
        && number.doubleValue() == Math.rint(number.doubleValue())) {
      return number.intValue();
    }
    throw wrong(given, key, "a whole number from 1");
  }

  private static double share(Map<String, @Nullable Object> given, String key) {
    if (given.get(key) instanceof Number number
        && number.doubleValue() >= 0
        && number.doubleValue() <= 1) {
      return number.doubleValue();
    }
    throw wrong(given, key, "a number from 0 to 1");
  }

  private static boolean flag(Map<String, @Nullable Object> given, String key) {
    if (given.get(key) instanceof Boolean flag) {
      return flag;
    }
    throw wrong(given, key, "true or false");
  }

  private static Set<String> names(Map<String, @Nullable Object> given, String key) {
    Object value = given.get(key);
    Set<String> names = new TreeSet<>();
    if (value instanceof List<?> list) {
      for (Object name : list) {
        if (!(name instanceof String text)) {
          throw wrong(given, key, "a list of label names");
        }
        names.add(text);
      }
    } else if (value != null) {
      throw wrong(given, key, "a list of label names");
    }
    return names;
  }

  private static Region region(Map<String, @Nullable Object> given, String key) {
    if (given.get(key) instanceof List<?> list && list.size() == 4) {
      double[] sides = new double[4];
      for (int i = 0; i < sides.length; i++) {
        if (!(list.get(i) instanceof Number number)) {
          throw wrong(given, key, "[x, y, width, height]");
        }
        sides[i] = number.doubleValue();
      }
      return Region.of(sides[0], sides[1], sides[2], sides[3]);
    }
    throw wrong(given, key, "[x, y, width, height]");
  }

  private static IllegalArgumentException wrong(
      Map<String, @Nullable Object> given, String key, String right) {
    return new IllegalArgumentException(
        "the option "
            + key
            + " is "
            + Snippet.of("" + given.get(key))
            + ", but it must be "
            + right);
  }
}
