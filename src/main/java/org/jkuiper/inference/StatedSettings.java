package org.jkuiper.inference;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jkuiper.tflite.Activation;
import org.jkuiper.tflite.ModelException;

/**
 * What a file of settings states about one model. All of it is optional:
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><td>{@code labelFile}</td><td>the label file in {@code models/}, a line a class; by default
 *     {@code NAME.txt}, else the labels that the model carries itself, else {@code labels.txt}</td>
 *     </tr>
 * <tr><td>{@code mean}, {@code std}</td><td>the input is (pixel - mean) / std, pixels 0 to 255: one
 *     number, or three for red, green and blue; by default what the model says</td></tr>
 * <tr><td>{@code activation}</td><td>what makes probabilities of the scores, {@code softmax},
 *     {@code sigmoid} or {@code none}; by default what the model says</td></tr>
 * </table>
 *
 * @param labelFile the label file's name
 * @param mean empty, or with {@code std} of one or three values
 * @param std never 0
 * @param activation what makes probabilities of the scores
 */
record StatedSettings(
    Optional<String> labelFile,
    List<Float> mean,
    List<Float> std,
    Optional<Activation> activation) {

  static final Set<String> KEYS = Set.of("labelFile", "labels", "mean", "std", "activation");

  /** What {@code labels} may also be: how an answer writes a label, which is not of our concern. */
  private static final Set<String> FORMS = Set.of("index:name", "name", "index");

  static StatedSettings of(SettingsFile file) throws ModelException {
    List<Float> mean = file.oneOrThree("mean");
    List<Float> std = file.oneOrThree("std");
    if (mean.isEmpty() && !std.isEmpty()) {
      mean = List.of(0f);
    } else if (std.isEmpty() && !mean.isEmpty()) {
      std = List.of(1f);
    }
    if (std.contains(0f) || std.contains(-0f)) {
      throw new ModelException(file.name() + " sets std=0, by which nothing can be divided");
    }
    Optional<String> labelFile = file.text("labelFile");
    if (labelFile.isEmpty()) {
      labelFile = file.text("labels").filter(text -> !FORMS.contains(text));
    }
    return new StatedSettings(labelFile, mean, std, file.one("activation", Activation.class));
  }

  /** These, and of the others what these leave open. */
  StatedSettings over(StatedSettings others) {
    return new StatedSettings(
        labelFile.isPresent() ? labelFile : others.labelFile,
        mean.isEmpty() ? others.mean : mean,
        std.isEmpty() ? others.std : std,
        activation.isPresent() ? activation : others.activation);
  }
}
