package org.jkuiper.label;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
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
 * @param labels the label file, where one is set
 * @param settings what is stated of the model
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
   * @throws ModelException where they are wrong, or name no model
   */
  static LabelOptions read(Path folder) throws ModelException {
    Properties properties = new Properties();
    Path file = folder.resolve(FILE);
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new ModelException(FILE + " cannot be read: " + e.getMessage(), e);
      }
    }
    Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
    unknown.removeAll(KEYS);
    if (!unknown.isEmpty()) {
      throw new ModelException(
          FILE + " sets " + unknown + ", of which nothing is known; it may set " + sorted(KEYS));
    }
    Path models = folder.resolve(MODELS);
    ImageLimits defaults = ImageLimits.DEFAULT;
    int cores = Runtime.getRuntime().availableProcessors();
    return new LabelOptions(
        properties.containsKey("model")
            ? named(models, properties.getProperty("model").strip())
            : onlyModel(models),
        Optional.ofNullable(properties.getProperty("labels"))
            .map(String::strip)
            .map(name -> named(models, name)),
        settings(properties),
        (int) number(properties, "top", 5, Integer.MAX_VALUE),
        (int) number(properties, "threads", Math.min(cores, MOST_THREADS), 64),
        new ImageLimits(
            (int) number(properties, "maxImageBytes", defaults.maxBytes(), Integer.MAX_VALUE),
            number(properties, "maxPixels", defaults.maxPixels(), Long.MAX_VALUE),
            (int) number(properties, "maxScans", defaults.maxScans(), Integer.MAX_VALUE),
            formats(properties, defaults.formats()),
            Duration.ofMillis(
                number(
                    properties, "maxMillis", defaults.maxTime().toMillis(), Integer.MAX_VALUE))));
  }

  /**
   * A file of the folder. A name that the locale's encoding cannot express is found by the UTF-8 of
   * those that are there.
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

  private static ModelSettings settings(Properties properties) throws ModelException {
    List<Float> mean = floats(properties, "mean");
    List<Float> std = floats(properties, "std");
    if (mean.isEmpty() && !std.isEmpty()) {
      mean = List.of(0f);
    } else if (std.isEmpty() && !mean.isEmpty()) {
      std = List.of(1f);
    }
    if (std.contains(0f)) {
      throw new ModelException(FILE + " sets std=0, by which nothing can be divided");
    }
    Optional<Activation> activation = Optional.empty();
    String text = properties.getProperty("activation");
    if (text != null) {
      try {
        activation = Optional.of(Activation.valueOf(text.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new ModelException(
            FILE + " sets activation=" + text + ", but it must be softmax, sigmoid or none", e);
      }
    }
    return new ModelSettings(mean, std, activation, Optional.empty());
  }

  /** One number or three; none where the key is not set. */
  private static List<Float> floats(Properties properties, String key) throws ModelException {
    String text = properties.getProperty(key);
    if (text == null) {
      return List.of();
    }
    List<Float> numbers = new ArrayList<>();
    try {
      for (String number : text.split(",", -1)) {
        numbers.add(Float.parseFloat(number.strip()));
      }
    } catch (NumberFormatException e) {
      numbers.clear();
    }
    if ((numbers.size() == 1 || numbers.size() == 3)
        && numbers.stream().allMatch(Float::isFinite)) {
      return List.copyOf(numbers);
    }
    throw new ModelException(
        FILE + " sets " + key + "=" + text + ", but it must be one number or three, as 1,2,3");
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

  private static long number(Properties properties, String key, long otherwise, long most)
      throws ModelException {
    String text = properties.getProperty(key);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text.strip());
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new ModelException(
        FILE + " sets " + key + "=" + text + ", but it must be a whole number from 1 to " + most);
  }

  private static Set<ImageFormat> formats(Properties properties, Set<ImageFormat> otherwise)
      throws ModelException {
    String text = properties.getProperty("formats");
    if (text == null) {
      return otherwise;
    }
    Set<ImageFormat> formats = EnumSet.noneOf(ImageFormat.class);
    for (String name : text.split(",", -1)) {
      try {
        formats.add(ImageFormat.valueOf(name.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new ModelException(
            FILE
                + " sets formats="
                + text
                + ", but "
                + name.strip()
                + " is none of "
                + Arrays.toString(ImageFormat.values()),
            e);
      }
    }
    return formats;
  }

  private static List<String> sorted(Set<String> keys) {
    return keys.stream().sorted().toList();
  }
}
