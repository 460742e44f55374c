package org.jkuiper.label;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jkuiper.image.ImageException;
import org.jkuiper.inference.Lease;
import org.jkuiper.inference.Models;
import org.jkuiper.options.Recent;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.stats.ModelStats;
import org.jkuiper.stats.Stats;
import org.jkuiper.tflite.ModelException;
import org.jspecify.annotations.Nullable;

/**
 * {@code labelImage(image)} returns the most confident labels of a picture, ranked: {@code
 * [{"confidence":0.94,"label":"85:peacock"},…]}. A second argument has options (see {@link
 * LabelOptions}).
 *
 * <p>For a list of pictures it returns a list of such rankings, made side by side. {@code
 * labelImage(collect(self))} passes such a list for a window.
 *
 * <p>For null it returns null and reports no error: the message lacks the field. In a rule over
 * windows it returns an empty list instead, since eKuiper sends an empty window as null too.
 *
 * <p>{@link Models} finds the model: when the first picture comes at the latest, and again when a
 * file changes. If there is none, each call fails with the reason.
 *
 * <p>Any thread may call {@link #preload} and {@link #exec}; they run one at a time.
 */
final class LabelImage implements Function {
  static final LabelTask TASK = new LabelTask();

  private final Models models;
  private final Stats stats;
  private final Recent<Object, LabelOptions> options =
      new Recent<>() {
        @Override
        protected LabelOptions make(Object argument) {
          return LabelOptions.ofArgument(argument);
        }
      };

  /**
   * Makes the function; it loads nothing yet.
   *
   * @param models the models of the plugin's folder, {@link #TASK} among their tasks
   * @param stats counts what it does
   */
  LabelImage(Models models, Stats stats) {
    this.models = models;
    this.stats = stats;
  }

  /** Loads the model ahead of the first picture. {@link #exec} reports a fault, if there is one. */
  void preload() {
    try {
      models.lease(TASK, "", null).close();
    } catch (ModelException e) {
      // The first picture meets it too.
    }
  }

  @Override
  public void validate(int arguments) {
    if (arguments != 1 && arguments != 2) {
      throw new IllegalArgumentException(
          "labelImage takes one argument or two, the image and options, but got " + arguments);
    }
  }

  /**
   * Labels a picture, or the pictures of a window.
   *
   * @return a list of {@link Label}; for a list of pictures, a list of such lists, in which an
   *     object with the {@code error} stands for what is no picture; for null, what the class says
   * @throws IllegalArgumentException if the argument is no picture, or an option is wrong; the
   *     message says why
   * @throws ModelException if there is no model to serve; the message says why
   */
  @Override
  public synchronized @Nullable List<?> exec(Arguments arguments, FunctionContext context)
      throws ModelException, InterruptedException {
    validate(arguments.size());
    LabelOptions chosen = options(arguments);
    if (arguments.isList(0)) {
      context.state(AtomicBoolean::new).set(true);
      return window(arguments.elements(0), chosen, context);
    }
    if (arguments.isNull(0)) {
      boolean overWindows = context.state(AtomicBoolean::new).get();
      return overWindows ? List.of() : null;
    }
    return picture(arguments, chosen, context);
  }

  private LabelOptions options(Arguments arguments) {
    Object argument = arguments.size() == 1 ? null : arguments.get(1);
    try {
      return argument == null ? LabelOptions.NONE : options.of(argument);
    } catch (IllegalArgumentException e) {
      stats.model("").error(ModelStats.BAD_OPTIONS);
      throw e;
    }
  }

  private List<?> picture(Arguments arguments, LabelOptions chosen, FunctionContext context)
      throws ModelException {
    try (Lease<ServedModel> model = lease(chosen, context)) {
      ModelStats counters = stats.model(model.get().name());
      return model.get().label(image(arguments, counters), chosen, counters);
    } catch (ImageException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static ByteBuffer image(Arguments arguments, ModelStats counters) {
    try {
      return arguments.buffer(0);
    } catch (IllegalArgumentException e) {
      counters.error(ModelStats.NOT_BINARY);
      throw e;
    }
  }

  private List<Object> window(Arguments images, LabelOptions chosen, FunctionContext context)
      throws ModelException, InterruptedException {
    if (images.size() == 0) {
      return List.of();
    }
    try (Lease<ServedModel> model = lease(chosen, context)) {
      return model.get().labelWindow(images, chosen, stats.model(model.get().name()));
    }
  }

  private Lease<ServedModel> lease(LabelOptions chosen, FunctionContext context)
      throws ModelException {
    try {
      return models.lease(TASK, chosen.model(), context.logger());
    } catch (ModelException e) {
      stats.model(models.known(chosen.model())).error(ModelStats.MODEL);
      throw e;
    }
  }
}
