package org.jkuiper.inference;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.ModelSettings;

/** A model outside of the plugin's folder, with what lies beside it. */
public final class LoneModel {
  private LoneModel() {}

  /**
   * Says how a model would serve in the plugin's folder, with the same files beside it and nothing
   * in {@code pyai.properties}.
   *
   * @param labels a label file that goes before those beside the model
   * @throws ModelException if what {@code NAME.properties} states of the model is wrong
   */
  public static ModelSource source(Path file, Optional<Path> labels) throws ModelException {
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.tflite$", "");
    StatedSettings stated =
        StatedSettings.of(SettingsFile.ofAnyKeys(file.resolveSibling(name + ".properties")));
    Path ownLabels =
        labels
            .or(() -> stated.labelFile().map(file::resolveSibling))
            .orElseGet(() -> file.resolveSibling(name + ".txt"));
    boolean states = labels.isPresent() || stated.labelFile().isPresent();
    Path common = file.resolveSibling("labels.txt");
    return new ModelSource(
        name,
        file,
        states || Files.isRegularFile(ownLabels) ? Optional.of(ownLabels) : Optional.empty(),
        common,
        new ModelSettings(
            stated.mean(),
            stated.std(),
            stated.activation(),
            Optional.of(states || Files.isRegularFile(ownLabels) ? ownLabels : common)),
        Map.of(),
        Map.of(),
        Settings.DEFAULT,
        List.of());
  }
}
