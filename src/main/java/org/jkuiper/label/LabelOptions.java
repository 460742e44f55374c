package org.jkuiper.label;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jkuiper.image.ImageFormat;
import org.jkuiper.image.ImageLimits;
import org.jkuiper.tflite.Activation;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.ModelSettings;

/**
 * What {@code pyai.properties} in the plugin's folder sets. All of it is optional:
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><td>{@code model}</td><td>the model's file in {@code models/}; by default the only
 *     {@code .tflite} there</td></tr>
 * <tr><td>{@code labels}</td><td>the label file in {@code models/}, a line a class; by default those
 *     that the model carries itself, else {@code labels.txt}</td></tr>
 * <tr><td>{@code mean}, {@code std}</td><td>the input is (pixel - mean) / std, pixels 0 to 255: one
 *     number, or three for red, green and blue; by default what the model says</td></tr>
 * <tr><td>{@code activation}</td><td>what makes probabilities of the scores, {@code softmax},
 *     {@code sigmoid} or {@code none}; by default what the model says</td></tr>
 * <tr><td>{@code top}</td><td>how many labels to return, from 1; default 5</td></tr>
 * <tr><td>{@code threads}</td><td>threads for one picture, from 1; default one a core, 4 at
 *     most</td></tr>
 * <tr><td>{@code formats}</td><td>picture formats to accept; default {@code
 *     JPEG,PNG,WEBP,GIF,BMP}, others are {@code TIFF,PSD,PNM,TGA}</td></tr>
 * <tr><td>{@code maxImageBytes}</td><td>default 16777216</td></tr>
 * <tr><td>{@code maxPixels}</td><td>width times height, default 50000000</td></tr>
 * <tr><td>{@code maxScans}</td><td>scans of a progressive JPEG, default 100</td></tr>
 * <tr><td>{@code maxMillis}</td><td>time for one picture, from its bytes to the model's input;
 *     default 4000</td></tr>
 * </table>
 *
 * @param model the model's file
 * @param labels the label file, if one is set
 * @param settings what is stated about the model
 * @param top how many labels to return
 * @param threads threads for one picture
 * @param limits what a picture may cost
 */
record LabelOptions(
    Path model,
    Optional<Path> labels,
    ModelSettings settings,
    int top,
    int threads,
    ImageLimits limits) {
  static final String FILE = "pyai.properties";
  static final String MODELS = "models";

  private static final Set<String> KEYS =
      Set.of(
          "model",
          "labels",
          "mean",
          "std",
          "activation",
          "top",
          "threads",
          "formats",
          "maxImageBytes",
          "maxPixels",
          "maxScans",
          "maxMillis");
  private static final int MOST_THREADS = 4;

  /**
   * Reads the options.
   *
   * @param folder the plugin's folder
   * @throws ModelException if an option is wrong, or it is not clear which model is meant
   */
  static LabelOptions read(Path folder) throws ModelException {
    OptionsFile file = OptionsFile.read(folder.resolve(FILE), KEYS);
    Path models = folder.resolve(MODELS);
    ImageLimits defaults = ImageLimits.DEFAULT;
    int cores = Runtime.getRuntime().availableProcessors();
    Optional<String> model = file.text("model");
    return new LabelOptions(
        model.isPresent() ? named(models, model.get()) : onlyModel(models),
        file.text("labels").map(name -> named(models, name)),
        settings(file),
        (int) file.number("top", 5, Integer.MAX_VALUE),
        (int) file.number("threads", Math.min(cores, MOST_THREADS), 64),
        new ImageLimits(
            (int) file.number("maxImageBytes", defaults.maxBytes(), Integer.MAX_VALUE),
            file.number("maxPixels", defaults.maxPixels(), Long.MAX_VALUE),
            (int) file.number("maxScans", defaults.maxScans(), Integer.MAX_VALUE),
            file.several("formats", ImageFormat.class).orElse(defaults.formats()),
            Duration.ofMillis(
                file.number("maxMillis", defaults.maxTime().toMillis(), Integer.MAX_VALUE))));
  }

  /**
   * A file of the folder. If the locale's encoding cannot express the name, the file is found by
   * the UTF-8 of the names that are there.
   */
  private static Path named(Path models, String name) {
    try {
      return models.resolve(name);
    } catch (InvalidPathException e) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(models)) {
        for (Path file : files) {
          // The URI has the name's bytes, percent-encoded, and decodes them as UTF-8.
          if (file.toUri().getPath().endsWith("/" + name)) {
            return file;
          }
        }
      } catch (IOException unreadable) {
        e.addSuppressed(unreadable);
      }
      throw e;
    }
  }

  private static ModelSettings settings(OptionsFile file) throws ModelException {
    List<Float> mean = file.oneOrThree("mean");
    List<Float> std = file.oneOrThree("std");
    if (mean.isEmpty() && !std.isEmpty()) {
      mean = List.of(0f);
    } else if (std.isEmpty() && !mean.isEmpty()) {
      std = List.of(1f);
    }
    if (std.contains(0f) || std.contains(-0f)) {
      throw new ModelException(FILE + " sets std=0, by which nothing can be divided");
    }
    return new ModelSettings(mean, std, file.one("activation", Activation.class), Optional.empty());
  }

  private static Path onlyModel(Path models) throws ModelException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(models, "*.tflite")) {
      files.forEach(found::add);
    } catch (IOException e) {
      throw new ModelException("the folder " + models + " with the model cannot be read", e);
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    String names =
        found.stream()
            .map(p -> p.getFileName().toString())
            .sorted()
            .collect(Collectors.joining(", "));
    throw new ModelException(
        found.isEmpty()
            ? "there is no model in " + models + ": put a .tflite file there"
            : models + " holds several models (" + names + "): name one by model= in " + FILE);
  }
}
