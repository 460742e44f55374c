package org.jkuiper.tflite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Makes scores of different classes comparable, by parameters that a model carries for each class:
 * the confidence is {@code scale / (1 + exp(-(slope * g(score) + offset)))}, where g is the same
 * for all classes.
 *
 * <p>Source: {@code ScoreCalibrationOptions} in TFLite's {@code metadata_schema.fbs}; what a score
 * of 0 gives where g is a logarithm comes from MediaPipe's ScoreCalibrationCalculator.
 */
final class ScoreCalibration {
  /**
   * Room for a line of four numbers for each of a hundred thousand classes. A zip bomb ends here.
   */
  private static final int MAX_BYTES = 8 << 20;

  /** Below this, a logarithm goes on as its mirror image, so that 0 has one too. */
  private static final double LEAST_LOG = 1e-16;

  /**
   * What a model's metadata say of it.
   *
   * @param transformation which g it is; a number of the schema's ScoreTransformationType
   * @param defaultScore the confidence where there are no parameters, or the score is too small
   * @param file in the archive at the model's tail; a line a class: nothing, or {@code
   *     scale,slope,offset} and the least score that counts, if there is one
   */
  record Stated(int transformation, float defaultScore, String file) {}

  /** The parameters of a class. */
  private record Sigmoid(float scale, float slope, float offset, float least) {
    static final Sigmoid ABSENT = new Sigmoid(0, 0, 0, Float.POSITIVE_INFINITY);
  }

  private final Stated stated;
  private final Sigmoid[] sigmoids;

  private ScoreCalibration(Stated stated, Sigmoid[] sigmoids) {
    this.stated = stated;
    this.sigmoids = sigmoids;
  }

  /**
   * Reads the parameters from the archive at a model's tail.
   *
   * @param model the bytes of the model's file
   * @throws ModelException if they are missing or make no sense
   */
  static ScoreCalibration read(ByteBuffer model, Stated stated, int classes) throws ModelException {
    String what = "its score calibration " + stated.file();
    if (stated.transformation() < 0 || stated.transformation() > 2) {
      throw new ModelException(what + " has the unknown transformation " + stated.transformation());
    }
    if (!Float.isFinite(stated.defaultScore())) {
      throw new ModelException(what + " has a default score that is no number");
    }
    List<String> lines = text(model, stated.file(), what).lines().limit(classes + 1L).toList();
    // The line of the last class may be empty, and then it looks like the end of the line before.
    if (lines.size() != classes && lines.size() != classes - 1) {
      throw new ModelException(
          "%s has %s lines for the %d classes of the model"
              .formatted(
                  what, lines.size() > classes ? "more than " + classes : lines.size(), classes));
    }
    Sigmoid[] sigmoids = new Sigmoid[classes];
    for (int i = 0; i < classes; i++) {
      sigmoids[i] = i < lines.size() ? sigmoid(lines.get(i), what, i + 1) : Sigmoid.ABSENT;
    }
    return new ScoreCalibration(stated, sigmoids);
  }

  private static String text(ByteBuffer model, String file, String what) throws ModelException {
    try (InputStream in = ModelArchive.open(model, file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ModelException(what + " is larger than " + MAX_BYTES + " bytes");
      }
      return new String(bytes, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException e) {
      throw new ModelException(
          "its metadata names a score calibration, " + file + ", that it does not carry", e);
    } catch (IOException e) {
      throw new ModelException(what + " cannot be read (" + e + ")", e);
    }
  }

  private static Sigmoid sigmoid(String line, String what, int number) throws ModelException {
    if (line.isBlank()) {
      return Sigmoid.ABSENT;
    }
    String[] cells = line.split(",", -1);
    float[] values = new float[cells.length];
    boolean right = cells.length == 3 || cells.length == 4;
    try {
      for (int i = 0; i < cells.length; i++) {
        values[i] = Float.parseFloat(cells[i]);
        right &= Float.isFinite(values[i]);
      }
    } catch (NumberFormatException e) {
      right = false;
    }
    if (!right || values[0] < 0) {
      throw new ModelException(
          what + " has no scale, slope and offset in line " + number + ": " + shown(line));
    }
    float least = values.length == 4 ? values[3] : Float.NEGATIVE_INFINITY;
    return new Sigmoid(values[0], values[1], values[2], least);
  }

  private static String shown(String line) {
    return line.length() <= 40 ? line : line.substring(0, 40) + "…";
  }

  /** Makes confidences of a model's scores, one for each class, in place. */
  void apply(float[] scores) {
    for (int i = 0; i < scores.length; i++) {
      scores[i] = confidence(i, scores[i]);
    }
  }

  /** The confidence that a score of a class stands for. */
  float confidence(int category, float score) {
    Sigmoid sigmoid = sigmoids[category];
    if (score < sigmoid.least()) {
      return stated.defaultScore();
    }
    double exponent = sigmoid.slope() * transformed(score) + sigmoid.offset();
    return (float) (sigmoid.scale() / (1 + Math.exp(-exponent)));
  }

  private double transformed(float score) {
    return switch (stated.transformation()) {
      case 0 -> score;
      case 1 -> log(score);
      default -> log(score) - log(1 - (double) score);
    };
  }

  private static double log(double score) {
    return score < LEAST_LOG
        ? 2 * Math.log(LEAST_LOG) - Math.log(2 * LEAST_LOG - score)
        : Math.log(score);
  }
}
