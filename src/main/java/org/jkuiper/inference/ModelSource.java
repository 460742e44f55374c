package org.jkuiper.inference;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jkuiper.tflite.Model;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.ModelSettings;

/**
 * All that decides how a model serves. If two are equal, so is what is made of them.
 *
 * @param name the model's name: that of its file without {@code .tflite}
 * @param file the model's file
 * @param labels the label file that goes before the labels in the model: one that is set, else
 *     {@code NAME.txt} if it is there
 * @param commonLabels {@code labels.txt}, which comes after the labels in the model; it may be
 *     absent
 * @param stated what is stated about the model
 * @param own what {@code NAME.properties} sets of the task's own keys
 * @param common what {@code pyai.properties} sets of the tasks' own keys
 * @param settings what {@code pyai.properties} sets for all models
 * @param stamps size and time of the files that count
 */
public record ModelSource(
    String name,
    Path file,
    Optional<Path> labels,
    Path commonLabels,
    ModelSettings stated,
    Map<String, String> own,
    Map<String, String> common,
    Settings settings,
    List<String> stamps) {

  /**
   * Reads the labels of the model's classes.
   *
   * @throws ModelException if there are none, or another number of them
   */
  public List<String> readLabels(Model model) throws ModelException {
    if (labels.isEmpty() && model.labels().isPresent()) {
      return model.labels().get();
    }
    Path from = labels.orElse(commonLabels);
    try {
      return model.readLabels(from);
    } catch (IOException e) {
      throw new ModelException(
          "the label file " + from + " cannot be read, and the model carries no labels itself", e);
    }
  }
}
