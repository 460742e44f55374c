package org.jkuiper.picture;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jkuiper.image.Drawing;
import org.jkuiper.image.ImageException;
import org.jkuiper.image.ImageLimits;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.jspecify.annotations.Nullable;

/**
 * {@code annotate(image, detections)} returns the upright picture as a JPEG, with a box and a label
 * drawn for each detection. The detections are what {@code detectObjects} gives; those without a
 * box, as {@code labelImage} gives them, are written in the upper left corner.
 *
 * <p>A label has the same colour in each picture.
 *
 * <p>For a picture that is null it returns null and reports no error.
 */
public final class Annotate implements Function {
  private final Supplier<ImageLimits> limits;

  /**
   * @param limits what a picture may cost, asked for at each one
   */
  public Annotate(Supplier<ImageLimits> limits) {
    this.limits = limits;
  }

  @Override
  public void validate(int arguments) {
    if (arguments != 2) {
      throw new IllegalArgumentException(
          "annotate takes two arguments, the image and the detections, but got " + arguments);
    }
  }

  /**
   * Draws on a picture.
   *
   * @return the bytes of the JPEG, which eKuiper gets as base64; null for null
   * @throws IllegalArgumentException if an argument is wrong; the message says why
   */
  @Override
  public byte @Nullable [] exec(Arguments arguments, FunctionContext context) {
    validate(arguments.size());
    if (arguments.isNull(0)) {
      return null;
    }
    List<Mark> marks = Mark.read(arguments, 1);
    try {
      return LoosePicture.read(arguments.buffer(0), picture -> draw(picture, marks));
    } catch (ImageException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private byte[] draw(ByteBuffer picture, List<Mark> marks) throws ImageException {
    // The most confident comes last, on top of the others.
    List<Mark> fromLeast =
        marks.stream().sorted(Comparator.comparingDouble(Mark::confidence)).toList();
    try (Drawing drawing = Drawing.of(picture, limits.get())) {
      for (Mark mark : fromLeast) {
        Mark.Box box = mark.box();
        if (box != null) {
          drawing.frame(box.x(), box.y(), box.width(), box.height(), mark.colour());
        }
      }
      for (Mark mark : fromLeast) {
        Mark.Box box = mark.box();
        if (box != null) {
          drawing.label(mark.text(), box.x(), box.y(), mark.colour());
        }
      }
      double bottom = 0;
      for (Mark mark : marks) {
        if (mark.box() == null) {
          bottom += drawing.lineHeight();
          drawing.label(mark.text(), 0, bottom, mark.colour());
        }
      }
      return drawing.jpeg();
    }
  }
}
