package org.jkuiper.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jkuiper.plugin.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * What is to be drawn for one entry of the answers of {@code detectObjects} and {@code labelImage}.
 *
 * @param label the object's name
 * @param confidence from 0 to 1; NaN if it is not stated
 * @param box where the object is; null if that is not stated
 */
record Mark(String label, double confidence, @Nullable Box box) {

  /** Okabe and Ito's colours, which those who are colour-blind can tell apart. */
  private static final int[] COLOURS = {
    0xe69f00, 0x56b4e9, 0x009e73, 0xf0e442, 0x0072b2, 0xd55e00, 0xcc79a7
  };

  /** A rectangle in pixels of the upright picture; it may reach out of it. */
  record Box(double x, double y, double width, double height) {}

  /** The colour, as 0xRRGGBB: the same for each mark of this label. */
  int colour() {
    return COLOURS[Math.floorMod(label.hashCode(), COLOURS.length)];
  }

  /** What is written beside it, such as {@code cat 0.67}. */
  String text() {
    return Double.isNaN(confidence) ? label : label + " " + Math.rint(confidence * 100) / 100;
  }

  /**
   * Reads a list of entries; null is an empty one.
   *
   * @throws IllegalArgumentException if it is no such list; the message names the entry
   */
  static List<Mark> read(Arguments arguments, int index) {
    List<Mark> marks = new ArrayList<>();
    for (Object entry : arguments.list(index)) {
      String name = "element " + (marks.size() + 1) + " of " + arguments.name(index);
      marks.add(of(object(entry, name), name));
    }
    return marks;
  }

  private static Mark of(Map<?, ?> entry, String name) {
    if (!(entry.get("label") instanceof String label)) {
      throw new IllegalArgumentException(
          entry.containsKey("error")
              ? name + " is an error: " + entry.get("error")
              : name + " must have a label, a text");
    }
    Object confidence = entry.get("confidence");
    Object box = entry.get("box");
    return new Mark(
        label,
        confidence == null ? Double.NaN : number(confidence, "confidence of " + name),
        box == null ? null : box(object(box, "the box of " + name), name));
  }

  private static Box box(Map<?, ?> box, String name) {
    double[] sides = new double[4];
    List<String> keys = List.of("x", "y", "width", "height");
    for (int i = 0; i < sides.length; i++) {
      sides[i] = number(box.get(keys.get(i)), keys.get(i) + " of the box of " + name);
    }
    return new Box(sides[0], sides[1], sides[2], sides[3]);
  }

  private static Map<?, ?> object(@Nullable Object value, String name) {
    if (value instanceof Map<?, ?> object) {
      return object;
    }
    throw new IllegalArgumentException(
        name + " must be an object, as detectObjects and labelImage give");
  }

  private static double number(@Nullable Object value, String name) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new IllegalArgumentException("the " + name + " must be a number");
  }
}
