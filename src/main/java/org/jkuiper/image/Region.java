package org.jkuiper.image;

/**
 * Which part to take of pictures of any size, once they stand upright. Immutable.
 *
 * @param x its left edge
 * @param y its upper edge
 * @param width how wide it is
 * @param height how high it is
 * @param fractions whether these four are fractions of the picture's sides, not pixels
 * @param middle which share of both sides is taken, about the middle; 1 takes all
 */
public record Region(
    double x, double y, double width, double height, boolean fractions, double middle) {

  /** The whole picture. */
  public static final Region WHOLE = new Region(0, 0, 1, 1, true, 1);

  /** What the sum of two fractions may be off by. */
  private static final double SLACK = 1e-9;

  /**
   * A rectangle: fractions if all four are at most 1, else pixels.
   *
   * @throws IllegalArgumentException if it is empty or leads out of each picture, or one of the
   *     four is not a finite number
   */
  public static Region of(double x, double y, double width, double height) {
    boolean fractions = x <= 1 && y <= 1 && width <= 1 && height <= 1;
    Region region = new Region(x, y, width, height, fractions, 1);
    if (!(width > 0 && height > 0)) {
      throw new IllegalArgumentException("the region " + region + " is empty");
    }
    if (!(x >= 0 && y >= 0 && x + width < Integer.MAX_VALUE && y + height < Integer.MAX_VALUE)
        || (fractions && (x + width > 1 + SLACK || y + height > 1 + SLACK))) {
      throw new IllegalArgumentException("the region " + region + " leads out of the picture");
    }
    return region;
  }

  /** The middle of this one. */
  public Region middle(double share) {
    return new Region(x, y, width, height, fractions, share * middle);
  }

  /**
   * The pixels of a picture. Edges are rounded to whole pixels, so a region has the same pixels as
   * the picture that somebody else has cut out.
   *
   * @param pictureWidth the width of the upright picture
   * @param pictureHeight its height
   * @throws RegionException if it leads out of the picture or has no pixel
   */
  Area in(int pictureWidth, int pictureHeight) throws RegionException {
    double unitX = fractions ? pictureWidth : 1;
    double unitY = fractions ? pictureHeight : 1;
    long left = Math.round(x * unitX);
    long right = Math.round((x + width) * unitX);
    long top = Math.round(y * unitY);
    long bottom = Math.round((y + height) * unitY);
    if (right > pictureWidth || bottom > pictureHeight || left == right || top == bottom) {
      throw new RegionException(
          "the region "
              + this
              + (left == right || top == bottom ? " has no pixel" : " leads out")
              + " of the picture, which has "
              + pictureWidth
              + " x "
              + pictureHeight
              + " pixels");
    }
    int marginX = margin(right - left);
    int marginY = margin(bottom - top);
    return new Area(
        pictureWidth,
        pictureHeight,
        (int) left + marginX,
        (int) top + marginY,
        (int) (right - left) - 2 * marginX,
        (int) (bottom - top) - 2 * marginY);
  }

  /** What is left out on each side, as TensorFlow's {@code central_crop} computes it. */
  private int margin(long side) {
    return (int) ((side - side * middle) / 2);
  }

  /** As it is written in an option. */
  @Override
  public String toString() {
    return "[" + said(x) + ", " + said(y) + ", " + said(width) + ", " + said(height) + "]";
  }

  private static String said(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e9
        ? String.valueOf((long) number)
        : String.valueOf(number);
  }
}
