package org.jkuiper.label;

import java.nio.ByteBuffer;
import java.util.List;
import org.jkuiper.image.ImageException;
import org.jkuiper.inference.ModelFolder;
import org.jkuiper.inference.ModelSource;
import org.jkuiper.inference.Served;
import org.jkuiper.options.Recent;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.stats.ModelStats;
import org.jkuiper.tflite.ModelException;
import org.jspecify.annotations.Nullable;

/** A model with all that labels pictures by it. For one thread at a time. */
final class ServedModel implements Served {
  private final LabelModel model;
  private final Labeller labeller;
  private final LabelOptions defaults;
  private final Answering byDefault;
  private final Recent<LabelOptions, Answering> answerings =
      new Recent<>() {
        @Override
        protected Answering make(LabelOptions options) {
          return answering(model, defaults, options);
        }
      };

  /** Made for the first window. */
  private @Nullable WindowLabeller windowLabeller;

  private ServedModel(
      LabelModel model, Labeller labeller, LabelOptions defaults, Answering byDefault) {
    this.model = model;
    this.labeller = labeller;
    this.defaults = defaults;
    this.byDefault = byDefault;
  }

  /**
   * Loads a model and runs it once.
   *
   * @throws ModelException if the model can't serve; the message is one sentence
   */
  static ServedModel load(ModelSource source) throws ModelException {
    LabelModel model = LabelModel.load(source);
    try {
      LabelOptions defaults =
          LabelOptions.ofFile(source.name() + ".properties", source.own())
              .over(LabelOptions.ofFile(ModelFolder.SETTINGS, source.common()));
      Answering byDefault = answering(model, defaults, LabelOptions.NONE);
      Labeller labeller = new Labeller(model, source.settings().threads());
      return new ServedModel(model, labeller, defaults, byDefault);
    } catch (IllegalArgumentException e) {
      model.close();
      throw new ModelException(String.valueOf(e.getMessage()), e);
    } catch (ModelException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static Answering answering(
      LabelModel model, LabelOptions defaults, LabelOptions options) {
    return Answering.of(options.over(defaults), model.source().name(), model.labels());
  }

  /** The model's name. */
  String name() {
    return model.source().name();
  }

  /** How this model answers with these options, over its defaults. */
  private Answering of(LabelOptions options, ModelStats counters) {
    try {
      return options.leavesAllOpen() ? byDefault : answerings.of(options);
    } catch (IllegalArgumentException e) {
      counters.error(ModelStats.BAD_OPTIONS);
      throw e;
    }
  }

  /**
   * The labels of a picture; see {@link Labeller#label}.
   *
   * @throws IllegalArgumentException if an option names a label that the model lacks
   */
  List<?> label(ByteBuffer image, LabelOptions options, ModelStats counters)
      throws ImageException, ModelException {
    return labeller.label(image, of(options, counters), counters);
  }

  /** The labels of a window's pictures; see {@link #label} and {@link WindowLabeller#label}. */
  List<Object> labelWindow(Arguments images, LabelOptions options, ModelStats counters)
      throws ModelException, InterruptedException {
    Answering answering = of(options, counters);
    if (windowLabeller == null) {
      windowLabeller = new WindowLabeller(model);
    }
    return windowLabeller.label(images, answering, counters);
  }

  @Override
  public String notice() {
    return "the model " + model.model() + " gets " + model.model().normalisation();
  }

  @Override
  public void attempt(ByteBuffer picture) throws ModelException, ImageException {
    labeller.label(picture, byDefault);
  }

  @Override
  public void close() {
    if (windowLabeller != null) {
      windowLabeller.close();
    }
    labeller.close();
    model.close();
  }
}
