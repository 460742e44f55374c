package org.jkuiper.options;

import java.util.ArrayList;
import java.util.List;

/** How an answer writes a label. */
public enum LabelForm {
  /** As the label file has it. */
  LINE,
  /** As the label file of eKuiper's tutorial has it: {@code 286:Egyptian cat}. */
  INDEX_NAME,
  /** The name alone: {@code Egyptian cat}. */
  NAME,
  /** The index of the class alone, from 0: {@code 286}. */
  INDEX;

  /** What the option that chooses among them may be. */
  public static final List<String> TEXTS = List.of("index:name", "name", "index");

  /** The form that one of {@link #TEXTS} chooses. */
  public static LabelForm of(String text) {
    return values()[1 + TEXTS.indexOf(text)];
  }

  /**
   * Writes labels in this form.
   *
   * @param lines the lines of the label file
   */
  public List<String> of(List<String> lines) {
    if (this == LINE) {
      return lines;
    }
    List<String> labels = new ArrayList<>(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      labels.add(
          switch (this) {
            case LINE -> lines.get(i);
            case INDEX_NAME -> i + ":" + name(lines.get(i), i);
            case NAME -> name(lines.get(i), i);
            case INDEX -> String.valueOf(i);
          });
    }
    return labels;
  }

  /**
   * The name in a line of a label file: what comes after the class's own index and a colon or a
   * blank, if the line begins with these; else the whole line.
   */
  static String name(String line, int index) {
    String number = String.valueOf(index);
    if (line.startsWith(number) && line.length() > number.length() + 1) {
      char next = line.charAt(number.length());
      if (next == ':' || next == ' ' || next == '\t') {
        return line.substring(number.length() + 1).strip();
      }
    }
    return line;
  }
}
