package org.jkuiper.label;

import java.util.HashSet;
import java.util.Set;
import org.jkuiper.inference.ModelSource;
import org.jkuiper.inference.Task;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.ModelKind;

/** Labelling: what {@code labelImage} does with a model. */
final class LabelTask implements Task<ServedModel> {
  @Override
  public ModelKind kind() {
    return ModelKind.CLASSIFICATION;
  }

  @Override
  public String defaultKey() {
    return "model";
  }

  @Override
  public String remedy() {
    return "put a .tflite file there";
  }

  @Override
  public Set<String> ownKeys() {
    return LabelOptions.DEFAULTS;
  }

  @Override
  public Set<String> commonKeys() {
    Set<String> keys = new HashSet<>(LabelOptions.DEFAULTS);
    keys.add(LabelOptions.OLD_TOP_K);
    return keys;
  }

  @Override
  public ServedModel load(ModelSource source) throws ModelException {
    return ServedModel.load(source);
  }
}
