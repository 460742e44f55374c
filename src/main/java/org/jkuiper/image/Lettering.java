package org.jkuiper.image;

import static org.bytedeco.leptonica.global.leptonica.*;

import java.text.Normalizer;
import org.bytedeco.leptonica.L_BMF;
import org.bytedeco.leptonica.PIX;
import org.jspecify.annotations.Nullable;

/**
 * Text in a font that leptonica carries itself: a small box has no fonts, and without them Java's
 * own would fail. The font has the letters of ASCII in nine sizes.
 */
final class Lettering implements AutoCloseable {
  /** The heights of a line in pixels, and the sizes by which leptonica names them. */
  private static final int[] HEIGHTS = {17, 25, 34, 42, 50, 59, 67, 76, 84};

  private static final int SMALLEST = 4;
  private static final int STEP = 2;

  /** More does not fit next to a box, and a hostile label may have megabytes. */
  private static final int MAX_LETTERS = 60;

  private static final String COMPILED_IN = null;

  private final L_BMF font;
  private final int magnification;

  /**
   * @param height the height of a line in pixels, about
   */
  Lettering(int height) {
    int index = 0;
    while (index + 1 < HEIGHTS.length && HEIGHTS[index + 1] <= height) {
      index++;
    }
    magnification = Math.max(1, height / HEIGHTS[HEIGHTS.length - 1]);
    font = bmfCreate(COMPILED_IN, SMALLEST + STEP * index);
    if (font == null) {
      throw new OutOfMemoryError("no native memory for a font");
    }
  }

  /** The height of each line in pixels. */
  int height() {
    return font.lineheight() * magnification;
  }

  /**
   * A line of text as a mask of 1 bit a pixel, for the caller to destroy. A letter with an accent
   * loses it; another one that the font lacks is a question mark.
   */
  PIX mask(String text) {
    String plain = ascii(text);
    int[] width = new int[1];
    bmfGetStringWidth(font, plain, width);
    PIX line = pixCreate(Math.max(1, width[0]), font.lineheight(), 1);
    if (line == null) {
      throw new OutOfMemoryError("no native memory for a line of text");
    }
    pixSetTextline(line, font, plain, 1, 0, font.baseline1(), new int[1], new int[1]);
    if (magnification == 1) {
      return line;
    }
    @Nullable PIX larger = pixExpandBinaryReplicate(line, magnification, magnification);
    pixDestroy(line);
    if (larger == null) {
      throw new OutOfMemoryError("no native memory for a line of text");
    }
    return larger;
  }

  /** Leptonica takes each other letter as an index of its tables, unchecked. */
  static String ascii(String text) {
    int end = Math.min(text.length(), MAX_LETTERS);
    String apart = Normalizer.normalize(text.substring(0, end), Normalizer.Form.NFD);
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < apart.length() && plain.length() < MAX_LETTERS; i++) {
      char letter = apart.charAt(i);
      if (letter >= ' ' && letter <= '~') {
        plain.append(letter);
      } else if (Character.getType(letter) != Character.NON_SPACING_MARK
          && !Character.isLowSurrogate(letter)) {
        plain.append('?');
      }
    }
    return plain.toString();
  }

  @Override
  public void close() {
    bmfDestroy(font);
  }
}
