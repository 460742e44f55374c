package org.jkuiper.detect;

import java.util.Set;
import org.jkuiper.inference.ModelSource;
import org.jkuiper.inference.Task;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.ModelKind;

/** Finding objects: what {@code detectObjects} does with a model. */
final class DetectTask implements Task<ObjectModel> {
  @Override
  public ModelKind kind() {
    return ModelKind.DETECTION;
  }

  @Override
  public String defaultKey() {
    return "detectionModel";
  }

  @Override
  public String remedy() {
    return "get one by `jkuiper models fetch coco_ssd_mobilenet_v1_1.0_quant`, and put its files"
        + " into that folder";
  }

  @Override
  public Set<String> ownKeys() {
    return DetectOptions.DEFAULTS;
  }

  @Override
  public Set<String> commonKeys() {
    return Set.of();
  }

  @Override
  public ObjectModel load(ModelSource source) throws ModelException {
    return ObjectModel.load(source);
  }
}
