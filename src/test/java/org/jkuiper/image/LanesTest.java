package org.jkuiper.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanesTest {
  private static final int ONE = 1 << FilterTable.PRECISION;

  /** The sums of a filter that overshoots as far as a bicubic one can. */
  @ParameterizedTest
  @CsvSource({
    "0x00000000, 0x00ff0000, 0, 0, 0",
    "0xffffff00, 0x00000000, 255, 255, 255",
    "0xff00ff00, 0x00ff0000, 255, 0, 255",
    "0x00ff0000, 0xff00ff00, 0, 255, 0",
    "0x80808000, 0x80808000, 128, 128, 128",
    "0x01020300, 0x01020300, 1, 2, 3",
  })
  void whatOvershootsIsClippedAndItsNeighboursAreNotTouched(
      String main, String lobe, int red, int green, int blue) {
    int lobeWeight = -ONE / 8;
    long sum =
        Lanes.START
            + Lanes.of(Integer.parseUnsignedInt(main.substring(2), 16)) * (ONE - lobeWeight)
            + Lanes.of(Integer.parseUnsignedInt(lobe.substring(2), 16)) * lobeWeight;
    long colors = Lanes.colors(sum);
    assertEquals(red, Lanes.red(colors) & 0xff);
    assertEquals(green, Lanes.green(colors) & 0xff);
    assertEquals(blue, Lanes.blue(colors) & 0xff);
  }
}
