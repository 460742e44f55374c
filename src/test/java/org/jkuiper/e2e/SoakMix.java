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
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jkuiper.protocol.Json;
import org.jspecify.annotations.Nullable;

/** The pictures of a soak: one in ten is no good, one in forty huge. */
final class SoakMix {
  /**
   * A picture.
   *
   * @param label empty where it must have none
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Picture(byte[] bytes, String label) {}

  private static final int HUGE_WIDTH = 4_000;
  private static final int HUGE_HEIGHT = 3_000;

  private final List<Picture> good = new ArrayList<>();
  private final List<Picture> huge = new ArrayList<>();
  private final List<Picture> bad = new ArrayList<>();

  private SoakMix() {}

  /** With the labels that a rule of the tutorial gives in peace. */
  static SoakMix labelledBy(LabelRule rule) throws Exception {
    SoakMix mix = new SoakMix();
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

  Picture good(Random random) {
    List<Picture> from = random.nextInt(40) == 0 ? huge : good;
    return from.get(random.nextInt(from.size()));
  }

  @Nullable Picture perhapsBad(Random random) {
    return random.nextInt(10) == 0 ? bad.get(random.nextInt(bad.size())) : null;
  }
}
