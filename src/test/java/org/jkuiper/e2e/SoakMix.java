package org.jkuiper.e2e;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jkuiper.protocol.Json;

/**
 * The pictures of a soak, dealt from a deck that is shuffled each time it has run out: in forty
 * good ones one is huge, and four bad ones come to them. So each minute has the same pictures, and
 * the slowest of two minutes can be compared.
 */
final class SoakMix {
  /**
   * A picture.
   *
   * @param label empty where it must have none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Picture(byte[] bytes, String label) {
    boolean isGood() {
      return !label.isEmpty();
    }
  }

  private static final int HUGE_WIDTH = 4_000;
  private static final int HUGE_HEIGHT = 3_000;
  private static final int GOOD_IN_A_DECK = 400;

  private final List<Picture> good = new ArrayList<>();
  private final List<Picture> huge = new ArrayList<>();
  private final List<Picture> bad = new ArrayList<>();
  private final Random random;
  private final List<Picture> deck = new ArrayList<>();

  private SoakMix(Random random) {
    this.random = random;
  }

  /** With the labels that a rule of the tutorial gives in peace. */
  static SoakMix labelledBy(LabelRule rule, Random random) throws Exception {
    SoakMix mix = new SoakMix(random);
    for (byte[] photograph : Photographs.files()) {
      mix.good.add(labelled(photograph, rule));
    }
    for (byte[] photograph : Photographs.files().subList(0, 4)) {
      mix.huge.add(labelled(enlarged(photograph), rule));
    }
    byte[] first = mix.good.get(0).bytes();
    byte[] bomb = Pictures.sample("photographer.png");
    bomb[16] = 0x7f; // the width, in the header of a PNG
    for (byte[] bytes :
        List.of(
            new byte[0],
            "this is no picture".getBytes(StandardCharsets.UTF_8),
            "<svg xmlns=\"http://www.w3.org/2000/svg\"/>".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(first, first.length / 2),
            Arrays.copyOf(first, 20),
            bomb,
            Arrays.copyOf(first, 17 << 20))) {
      mix.bad.add(new Picture(bytes, ""));
    }
    return mix;
  }

  private static Picture labelled(byte[] bytes, LabelRule rule) throws Exception {
    return new Picture(bytes, (String) Json.readObject(rule.of(bytes)).get("label"));
  }

  private static byte[] enlarged(byte[] photograph) throws IOException {
    BufferedImage image = new BufferedImage(HUGE_WIDTH, HUGE_HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    BufferedImage small = ImageIO.read(new ByteArrayInputStream(photograph));
    graphics.drawImage(small, 0, 0, HUGE_WIDTH, HUGE_HEIGHT, null);
    graphics.dispose();
    ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", jpeg);
    return jpeg.toByteArray();
  }

  Picture next() {
    if (deck.isEmpty()) {
      for (int i = 0; i < GOOD_IN_A_DECK; i++) {
        deck.add(i % 40 == 0 ? huge.get(i / 40 % huge.size()) : good.get(i % good.size()));
        if (i % 10 == 0) {
          deck.add(bad.get(i / 10 % bad.size()));
        }
      }
      Collections.shuffle(deck, random);
    }
    return deck.remove(deck.size() - 1);
  }
}
