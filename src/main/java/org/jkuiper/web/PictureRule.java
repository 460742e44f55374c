package org.jkuiper.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jkuiper.protocol.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a rule does with each picture.
 *
 * @param function {@code labelImage} or {@code detectObjects}
 * @param options the function's options; only those that are set
 */
record PictureRule(String function, Map<String, Object> options) {
  /** What the rule is when the server starts. */
  static final PictureRule FIRST = new PictureRule("labelImage", Map.of());

  private static final Set<String> FUNCTIONS = Set.of("labelImage", "detectObjects");
  private static final Pattern OPTION = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,63}");
  private static final int LONGEST_TEXT = 256;

  /**
   * Reads {@code {"function":…,"options":{…}}}. Which options there are is the function's to say;
   * here they are only kept from being anything but options.
   *
   * @throws RefusedException if it is something else
   */
  static PictureRule of(Map<String, @Nullable Object> request) throws RefusedException {
    for (String key : request.keySet()) {
      if (!key.equals("function") && !key.equals("options")) {
        throw refusal("a rule has function and options, and no " + key);
      }
    }
    if (!(request.get("function") instanceof String function) || !FUNCTIONS.contains(function)) {
      throw refusal("the function is labelImage or detectObjects");
    }
    Map<String, Object> options = new LinkedHashMap<>();
    Object given = request.get("options");
    if (given instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> option : map.entrySet()) {
        if (option.getValue() != null) {
          String name = String.valueOf(option.getKey());
          if (!OPTION.matcher(name).matches()) {
            throw refusal("an option's name is letters and digits");
          }
          options.put(name, value(name, option.getValue()));
        }
      }
    } else if (given != null) {
      throw refusal("options is an object");
    }
    return new PictureRule(function, options);
  }

  private static Object value(String name, Object value) throws RefusedException {
    boolean literal =
        value instanceof Boolean
            || value instanceof Long
            || (value instanceof Double number && Double.isFinite(number))
            || (value instanceof String text && text.length() <= LONGEST_TEXT);
    if (!literal) {
      throw refusal(
          name + " is a number, true or false, or a text of " + LONGEST_TEXT + " characters");
    }
    return value;
  }

  private static RefusedException refusal(String sentence) {
    return new RefusedException(422, sentence);
  }

  /**
   * The rule's SQL, with the picture's topic beside what the function says, so that an answer tells
   * its picture.
   *
   * @param details whether the function shall tell model and times, too
   */
  String sql(String stream, boolean details) {
    StringJoiner pairs = new StringJoiner(", ", ", object_construct(", ")").setEmptyValue("");
    options.forEach((name, value) -> pairs.add(literal(name) + ", " + literal(value)));
    if (details) {
      pairs.add("\"details\", true");
    }
    return "SELECT "
        + function
        + "(self"
        + pairs
        + ") AS results, meta(topic) AS topic FROM "
        + stream;
  }

  /** eKuiper unquotes as Go does, which knows all that JSON escapes. */
  private static String literal(Object value) {
    return Json.text(value);
  }
}
