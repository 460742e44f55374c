package org.jkuiper.label;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jkuiper.image.ImageException;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.tflite.ModelException;
import org.jspecify.annotations.Nullable;

/**
 * {@code labelImage(image)} returns the most confident labels of a picture, ranked: {@code
 * [{"confidence":0.94,"label":"85:peacock"},…]}.
 *
 * <p>For a list of pictures it returns a list of such rankings, made side by side. {@code
 * labelImage(collect(self))} passes such a list for a window.
 *
 * <p>For null it returns null and reports no error: the message lacks the field. In a rule over
 * windows it returns an empty list instead, since eKuiper sends an empty window as null too.
 *
 * <p>The model is looked for in the plugin's folder (see {@link LabelOptions}): when the first
 * picture comes at the latest, and again when a file there changes. If the new model can't serve,
 * the one before it stays in service. If there is none, each call fails with the reason.
 *
 * <p>Any thread may call {@link #preload} and {@link #exec}; they run one at a time.
 */
final class LabelImage implements Function {
  private final Path folder;
  private final ModelFolder models;
  private @Nullable LabelModel model;
  private @Nullable Labeller labeller;
  private @Nullable WindowLabeller windowLabeller;
  private @Nullable ModelException refusal;
  private @Nullable String notice;

  /**
   * Makes the function; it loads nothing yet.
   *
   * @param folder the plugin's folder, with {@code models/} and {@code pyai.properties}
   */
  public LabelImage(Path folder) {
    this.folder = folder;
    this.models = new ModelFolder(folder);
  }

  /** Loads the model ahead of the first picture. {@link #exec} reports a fault, if there is one. */
  public synchronized void preload() {
    look();
  }

  @Override
  public void validate(int arguments) {
    if (arguments != 1) {
      throw new IllegalArgumentException(
          "labelImage takes one argument, the image, but got " + arguments);
    }
  }

  /**
   * Labels a picture, or the pictures of a window.
   *
   * @return a list of {@link Label}; for a list of pictures, a list of such lists, in which an
   *     object with the {@code error} stands for what is no picture; for null, what the class says
   * @throws IllegalArgumentException if the argument is no picture; the message says why
   * @throws ModelException if there is no model to serve; the message says why
   */
  @Override
  public synchronized @Nullable List<?> exec(Arguments arguments, FunctionContext context)
      throws ModelException, InterruptedException {
    validate(arguments.size());
    if (arguments.isList(0)) {
      context.state(AtomicBoolean::new).set(true);
      return window(arguments.elements(0), context);
    }
    if (arguments.isNull(0)) {
      boolean overWindows = context.state(AtomicBoolean::new).get();
      return overWindows ? List.of() : null;
    }
    return picture(arguments.buffer(0), context);
  }

  private List<Label> picture(ByteBuffer image, FunctionContext context) throws ModelException {
    look(context);
    try {
      return serving(labeller).label(image);
    } catch (ImageException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private List<Object> window(Arguments images, FunctionContext context)
      throws ModelException, InterruptedException {
    if (images.size() == 0) {
      return List.of();
    }
    look(context);
    if (windowLabeller == null) {
      windowLabeller = new WindowLabeller(serving(model));
    }
    return windowLabeller.label(images);
  }

  /** Returns {@code part} if a model is in service; else throws the reason why none is. */
  private <T> T serving(@Nullable T part) throws ModelException {
    if (part == null) {
      throw refusal != null ? refusal : new ModelException("there is no model");
    }
    return part;
  }

  /** Looks for another model. If it cannot serve, the log says so once. */
  private void look(FunctionContext context) {
    look();
    if (refusal != null && model != null) {
      context
          .logger()
          .log(Level.ERROR, "the model before it stays in service: " + refusal.getMessage());
      refusal = null;
    }
    if (notice != null) {
      context.logger().log(Level.INFO, notice);
      notice = null;
    }
  }

  private void look() {
    if (!models.hasChanged()) {
      return;
    }
    try {
      serve(LabelModel.load(LabelOptions.read(folder)));
      refusal = null;
    } catch (ModelException e) {
      refusal = e;
    } catch (RuntimeException | OutOfMemoryError e) {
      // A new process would meet the same fault, and would not have the model before it.
      refusal = new ModelException("the model cannot be loaded: " + e, e);
    }
  }

  private void serve(LabelModel next) throws ModelException {
    Labeller nextLabeller;
    try {
      nextLabeller = new Labeller(next, next.options().threads());
    } catch (ModelException e) {
      next.close();
      throw e;
    }
    close();
    model = next;
    labeller = nextLabeller;
    notice = "the model " + next.model() + " gets " + next.model().normalisation();
  }

  @Override
  public synchronized void close() {
    if (windowLabeller != null) {
      windowLabeller.close();
      windowLabeller = null;
    }
    if (labeller != null) {
      labeller.close();
      labeller = null;
    }
    if (model != null) {
      model.close();
      model = null;
    }
  }
}
