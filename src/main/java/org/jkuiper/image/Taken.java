package org.jkuiper.image;

import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When and where a picture was taken, as its EXIF says (EXIF 2.32, 4.6.5 and 4.6.6). What is
 * damaged or blank counts as not stated.
 */
final class Taken {
  private static final int EXIF_DIRECTORY = 0x8769;
  private static final int GPS_DIRECTORY = 0x8825;
  private static final int DATE_TIME = 0x0132;
  private static final int OFFSET_TIME = 0x9010;
  private static final int DATE_TIME_ORIGINAL = 0x9003;
  private static final int OFFSET_TIME_ORIGINAL = 0x9011;
  private static final int LATITUDE_REF = 1;
  private static final int LATITUDE = 2;
  private static final int LONGITUDE_REF = 3;
  private static final int LONGITUDE = 4;

  /** A millionth of a degree is a tenth of a metre. */
  private static final double PRECISION = 1e6;

  private static final DateTimeFormatter EXIF_TIME =
      DateTimeFormatter.ofPattern("uuuu:MM:dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

  private Taken() {}

  /**
   * The time in ISO 8601, with the offset from UTC if it is stated: that of the photograph, else
   * that of the file.
   */
  static Optional<String> time(ByteBuffer exif) {
    try {
      TiffDirectory first = TiffDirectory.first(exif);
      TiffDirectory more = first.directory(EXIF_DIRECTORY);
      Optional<String> original = time(more, DATE_TIME_ORIGINAL, more, OFFSET_TIME_ORIGINAL);
      return original.isPresent() ? original : time(first, DATE_TIME, more, OFFSET_TIME);
    } catch (IndexOutOfBoundsException damaged) {
      return Optional.empty();
    }
  }

  private static Optional<String> time(
      @Nullable TiffDirectory directory, int tag, @Nullable TiffDirectory more, int offsetTag) {
    String text = directory == null ? null : directory.text(tag);
    String offset = more == null ? null : more.text(offsetTag);
    if (text == null) {
      return Optional.empty();
    }
    try {
      LocalDateTime time = LocalDateTime.parse(text, EXIF_TIME);
      return Optional.of(
          DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time)
              + (offset == null ? "" : zone(offset)));
    } catch (DateTimeException blank) {
      return Optional.empty();
    }
  }

  private static String zone(String offset) {
    try {
      return ZoneOffset.of(offset).getId();
    } catch (DateTimeException blank) {
      return "";
    }
  }

  static Optional<Place> place(ByteBuffer exif) {
    try {
      TiffDirectory gps = TiffDirectory.first(exif).directory(GPS_DIRECTORY);
      if (gps == null) {
        return Optional.empty();
      }
      double latitude = degrees(gps, LATITUDE, LATITUDE_REF, "N", "S");
      double longitude = degrees(gps, LONGITUDE, LONGITUDE_REF, "E", "W");
      return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180
          ? Optional.of(new Place(latitude, longitude))
          : Optional.empty();
    } catch (IndexOutOfBoundsException damaged) {
      return Optional.empty();
    }
  }

  /** An angle of degrees, minutes and seconds; NaN if it is not stated. */
  private static double degrees(
      TiffDirectory gps, int tag, int referenceTag, String positive, String negative) {
    double[] parts = gps.rationals(tag, 3);
    String reference = gps.text(referenceTag);
    if (parts == null || !(positive.equals(reference) || negative.equals(reference))) {
      return Double.NaN;
    }
    double degrees = parts[0] + parts[1] / 60 + parts[2] / 3600;
    double rounded = Math.rint(degrees * PRECISION) / PRECISION;
    return negative.equals(reference) ? -rounded : rounded;
  }
}
