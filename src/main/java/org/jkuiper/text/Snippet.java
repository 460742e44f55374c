package org.jkuiper.text;

/**
 * Shortens a foreign text to as much of it as an error repeats. What is wrong with an argument of
 * 20 kB shows in its beginning or at its end, and the rest would bury the sentence.
 */
public final class Snippet {
  /** A text up to this length is shown whole. */
  public static final int MOST_CHARACTERS = 80;

  /** How much of a longer text's end is shown: the name of a file stands there. */
  private static final int END_CHARACTERS = 24;

  private static final char GAP = '…';

  private Snippet() {}

  /**
   * The text in one line of at most 80 characters: a longer text loses its middle. A control
   * character is shown as {@code ?}, so that nothing of the text can pass for a line of the log.
   */
  public static String of(String text) {
    if (text.length() <= MOST_CHARACTERS) {
      return printable(text);
    }
    int begin = MOST_CHARACTERS - END_CHARACTERS - 1;
    int end = text.length() - END_CHARACTERS;
    return printable(
        text.substring(0, Character.isHighSurrogate(text.charAt(begin - 1)) ? begin - 1 : begin)
            + GAP
            + text.substring(Character.isLowSurrogate(text.charAt(end)) ? end + 1 : end));
  }

  private static String printable(String text) {
    StringBuilder shown = new StringBuilder(text);
    for (int i = 0; i < shown.length(); i++) {
      if (Character.isISOControl(shown.charAt(i))) {
        shown.setCharAt(i, '?');
      }
    }
    return shown.toString();
  }
}
