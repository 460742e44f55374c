package org.jkuiper.tflite;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a user states about a model. It wins over what the file says.
 *
 * @param mean of (pixel - mean) / std, pixels 0 to 255: one value, or one each for red, green and
 *     blue; empty if it is not stated
 * @param std likewise, never 0; std and mean are stated together
 * @param activation what makes probabilities of the scores, if stated
 * @param labels the label file beside the model, which may be absent; its number of labels tells
 *     which of several outputs is meant
 */
public record ModelSettings(
    List<Float> mean, List<Float> std, Optional<Activation> activation, Optional<Path> labels) {

  public static final ModelSettings NONE =
      new ModelSettings(List.of(), List.of(), Optional.empty(), Optional.empty());
}
