package org.jkuiper.label;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jkuiper.image.ImageException;
import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.tflite.ModelException;
import org.jspecify.annotations.Nullable;

/**
 * {@code labelImage(image)}: the most confident labels of a picture, ranked: {@code
 * [{"confidence":0.94,"label":"85:peacock"},…]}. Of a list of pictures, as {@code
 * labelImage(collect(self))} passes over a window: a list of such rankings, made side by side.
 *
 * <p>The model is looked for in the plugin's folder (see {@link LabelOptions}), when the first
 * picture comes at the latest, and again when a file there changes. One that can't serve leaves the
 * one before it in service; where there is none, each call fails with the reason.
 *
 * <p>Threads: {@link #preload} and {@link #exec} from any, one at a time.
 */
public final class LabelImage implements Function {
  /** How often to look whether the folder has changed. */
  private static final long LOOK_NANOS = 1_000_000_000;

  private final Path folder;
  private @Nullable LabelModel model;
  private @Nullable Labeller labeller;
  private @Nullable WindowLabeller windowLabeller;
  private @Nullable ModelException refusal;
  private Map<Path, String> stamps = Map.of();
  private long lookedAt;
  private boolean looked;
  private @Nullable String notice;

  /**
   * Loads nothing yet.
   *
   * @param folder the plugin's folder, with {@code models/} and {@code pyai.properties}
   */
  public LabelImage(Path folder) {
    this.folder = folder;
  }

  /** Loads the model ahead of the first picture. A fault waits for {@link #exec} to tell it. */
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
   * @return a list of {@link Label}; for a list of pictures, a list of such lists, with an object
   *     that names the {@code error} in place of what is no picture
   * @throws IllegalArgumentException where the argument is no picture, and why
   * @throws ModelException where there is no model to serve, and why
   */
  @Override
  public synchronized List<?> exec(Arguments arguments, FunctionContext context)
      throws ModelException, InterruptedException {
    validate(arguments.size());
    boolean window = arguments.isList(0);
    List<ByteBuffer> images =
        window
            ? arguments.byteArrays(0).stream().map(ByteBuffer::wrap).toList()
            : List.of(arguments.buffer(0));
    look();
    if (model == null || labeller == null) {
      throw refusal != null ? refusal : new ModelException("there is no model");
    }
    if (refusal != null) {
      context
          .logger()
          .log(Level.ERROR, "the model before it stays in service: " + refusal.getMessage());
      refusal = null;
    }
    if (notice != null) {
      context.logger().log(Level.INFO, notice);
      notice = null;
    }
    if (window) {
      if (windowLabeller == null) {
        windowLabeller = new WindowLabeller(model);
      }
      return windowLabeller.label(images);
    }
    try {
      return labeller.label(images.get(0));
    } catch (ImageException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private void look() {
    long now = System.nanoTime();
    if (looked && now - lookedAt < LOOK_NANOS) {
      return;
    }
    looked = true;
    lookedAt = now;
    Map<Path, String> fresh = stamps();
    if (fresh.equals(stamps)) {
      return;
    }
    stamps = fresh;
    try {
      serve(LabelModel.load(LabelOptions.read(folder)));
      refusal = null;
    } catch (ModelException e) {
      refusal = e;
    } catch (RuntimeException | OutOfMemoryError e) {
      // A new process would meet it again, without the model before it.
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

  /** Size and time of each file that counts. */
  private Map<Path, String> stamps() {
    Map<Path, String> all = new TreeMap<>();
    stamp(folder.resolve(LabelOptions.FILE), all);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder.resolve(LabelOptions.MODELS))) {
      files.forEach(file -> stamp(file, all));
    } catch (IOException e) {
      all.put(folder, String.valueOf(e));
    }
    return all;
  }

  private static void stamp(Path file, Map<Path, String> all) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      all.put(file, is.size() + " " + is.lastModifiedTime() + " " + is.fileKey());
    } catch (IOException e) {
      all.put(file, "absent");
    }
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
