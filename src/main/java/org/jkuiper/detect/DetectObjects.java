package org.jkuiper.detect;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jkuiper.image.ImageException;
import org.jkuiper.inference.Lease;
import org.jkuiper.inference.Models;
import org.jkuiper.inference.Task;
import org.jkuiper.options.Recent;
import org.jkuiper.picture.PictureFunction;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.stats.ModelStats;
import org.jkuiper.stats.Stats;
import org.jkuiper.tflite.ModelException;

/**
 * {@code detectObjects(image[, options])} returns the objects in a picture, the most confident
 * first: {@code
 * [{"confidence":0.67,"label":"cat","box":{"x":1,"y":0,"width":408,"height":298}},…]}.
 *
 * <p>{@link Models} finds the model, as for {@code labelImage}. If there is none, each call fails
 * with a sentence that says how to get one.
 */
public final class DetectObjects extends PictureFunction {
  /** What {@link Models} is to be made with. */
  public static final Task<?> TASK = new DetectTask();

  private static final DetectTask OWN_TASK = (DetectTask) TASK;

  private final Models models;
  private final Stats stats;
  private final Recent<Object, DetectOptions> options =
      new Recent<>() {
        @Override
        protected DetectOptions make(Object argument) {
          return DetectOptions.ofArgument(argument);
        }
      };

  /**
   * Makes the function; it loads nothing yet.
   *
   * @param models the models of the plugin's folder, {@link #TASK} among their tasks
   * @param stats counts pictures, errors and times
   */
  public DetectObjects(Models models, Stats stats) {
    this.models = models;
    this.stats = stats;
  }

  @Override
  public void validate(int arguments) {
    if (arguments < 1 || arguments > 2) {
      throw new IllegalArgumentException(
          "detectObjects takes the image and, if need be, options, but got "
              + arguments
              + " arguments");
    }
  }

  /**
   * Finds the objects of one picture.
   *
   * @return a list of {@link Found}; if details are asked for, each also has the model's name and
   *     the times
   * @throws IllegalArgumentException if an option is wrong; the message names it
   * @throws ModelException if there is no model to serve; the message says why
   */
  @Override
  protected Object answer(ByteBuffer picture, Arguments arguments, FunctionContext context)
      throws ImageException, ModelException {
    DetectOptions chosen = options(arguments);
    try (Lease<ObjectModel> lease = lease(chosen, context)) {
      ObjectModel model = lease.get();
      ModelStats counters = stats.model(model.name());
      Search search = search(model, chosen, counters);
      try {
        List<Found> found = model.find(picture, search);
        counters.picture(model.times());
        return search.details() ? detailed(found, model) : found;
      } catch (ImageException e) {
        counters.error(e.kind());
        throw e;
      } catch (ModelException e) {
        counters.error(ModelStats.MODEL);
        throw e;
      }
    }
  }

  @Override
  protected void notBinary() {
    stats.model("").error(ModelStats.NOT_BINARY);
  }

  private Lease<ObjectModel> lease(DetectOptions chosen, FunctionContext context)
      throws ModelException {
    try {
      return models.lease(OWN_TASK, chosen.model(), context.logger());
    } catch (ModelException e) {
      stats.model(models.known(chosen.model())).error(ModelStats.MODEL);
      throw e;
    }
  }

  private DetectOptions options(Arguments arguments) {
    Object argument = arguments.size() == 1 ? null : arguments.get(1);
    try {
      return argument == null ? DetectOptions.NONE : options.of(argument);
    } catch (IllegalArgumentException e) {
      stats.model("").error(ModelStats.BAD_OPTIONS);
      throw e;
    }
  }

  private static Search search(ObjectModel model, DetectOptions chosen, ModelStats counters) {
    try {
      return model.search(chosen);
    } catch (IllegalArgumentException e) {
      counters.error(ModelStats.BAD_OPTIONS);
      throw e;
    }
  }

  private static List<Map<String, Object>> detailed(List<Found> found, ObjectModel model) {
    Map<String, Double> millis = model.times().millis();
    List<Map<String, Object>> detailed = new ArrayList<>();
    for (Found object : found) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("confidence", object.confidence());
      entry.put("label", object.label());
      entry.put("box", object.box());
      entry.put("model", model.name());
      entry.put("millis", millis);
      detailed.add(entry);
    }
    return detailed;
  }
}
