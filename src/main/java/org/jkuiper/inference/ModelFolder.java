package org.jkuiper.inference;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jkuiper.text.Snippet;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.ModelKind;
import org.jkuiper.tflite.ModelSettings;
import org.jspecify.annotations.Nullable;

/**
 * The plugin's folder as it was when it was last looked at: {@code pyai.properties}, and in {@code
 * models/} the models with what lies beside them. For one thread at a time.
 */
public final class ModelFolder {
  /** The file of the settings. */
  public static final String SETTINGS = "pyai.properties";

  private static final String MODEL = ".tflite";
  private static final String LABELS = ".txt";
  private static final String COMMON_LABELS = "labels.txt";
  private static final String ABSENT = "absent";

  private final Path settingsFile;
  private final Path models;
  private final Set<String> commonKeys = new TreeSet<>(Settings.KEYS);

  /** The files of {@code models/} by name. */
  private Map<String, Path> files = Map.of();

  /** Size and time of each, and of the settings under the name "". */
  private Map<String, String> stamps = Map.of();

  private int version;
  private @Nullable SettingsFile common;
  private @Nullable Settings settings;
  private @Nullable ModelException fault;

  /**
   * @param folder the plugin's folder
   * @param tasks those that take models of it
   */
  public ModelFolder(Path folder, List<? extends Task<?>> tasks) {
    settingsFile = folder.resolve(SETTINGS);
    models = folder.resolve("models");
    commonKeys.addAll(StatedSettings.KEYS);
    for (Task<?> task : tasks) {
      commonKeys.add(task.defaultKey());
      commonKeys.addAll(task.commonKeys());
    }
  }

  /**
   * Looks at the folder.
   *
   * @return a number that is another one after each change
   */
  public int look() {
    Map<String, Path> freshFiles = new TreeMap<>();
    Map<String, String> freshStamps = new TreeMap<>();
    freshStamps.put("", stamp(settingsFile));
    try (DirectoryStream<Path> all = Files.newDirectoryStream(models)) {
      for (Path file : all) {
        freshFiles.put(name(file), file);
        freshStamps.put(name(file), stamp(file));
      }
    } catch (IOException e) {
      freshStamps.put("/", String.valueOf(e));
    }
    if (!freshStamps.equals(stamps)) {
      files = freshFiles;
      stamps = freshStamps;
      version++;
      readSettings();
    }
    return version;
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return is.size() + " " + is.lastModifiedTime() + " " + is.fileKey();
    } catch (IOException e) {
      return ABSENT;
    }
  }

  /** The name of a file. The locale's encoding may lack some of its letters: UTF-8 has them all. */
  private static String name(Path file) {
    String name = String.valueOf(file.getFileName());
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > 127) {
        // The URI has the name's bytes, percent-encoded, and decodes them as UTF-8.
        String path = file.toUri().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
      }
    }
    return name;
  }

  private void readSettings() {
    common = null;
    settings = null;
    fault = null;
    try {
      common = SettingsFile.read(settingsFile, commonKeys);
      settings = Settings.of(common);
    } catch (ModelException e) {
      fault = e;
    }
  }

  /** What holds for all models; the defaults if {@code pyai.properties} is wrong. */
  Settings settings() {
    return settings == null ? Settings.DEFAULT : settings;
  }

  /** The same, but null if {@code pyai.properties} is wrong. */
  @Nullable Settings statedSettings() {
    return settings;
  }

  /**
   * Finds a model.
   *
   * @param name with {@code .tflite} or without; empty for the default of the task
   * @throws ModelException if there is none of this name, it is not clear which is meant, or a
   *     setting is wrong; the message is one sentence
   */
  public ModelSource source(Task<?> task, String name) throws ModelException {
    if (common == null || settings == null) {
      throw fault != null ? fault : new ModelException("the folder has not been looked at");
    }
    String model = name.isEmpty() ? defaultOf(task, common) : named(task, name);
    Set<String> ownKeys = new TreeSet<>(task.ownKeys());
    ownKeys.addAll(StatedSettings.KEYS);
    SettingsFile own = SettingsFile.read(files.get(model + ".properties"), ownKeys);
    StatedSettings stated = StatedSettings.of(own);
    if (task.kind() == ModelKind.CLASSIFICATION && isDefault(task, common, model)) {
      stated = stated.over(StatedSettings.of(common));
    }
    Path labels = files.get(model + LABELS);
    if (stated.labelFile().isPresent()) {
      String stem = stated.labelFile().get();
      labels = files.containsKey(stem) ? files.get(stem) : models.resolve(stem);
    }
    Path last = models.resolve(COMMON_LABELS);
    return new ModelSource(
        model,
        path(model + MODEL),
        Optional.ofNullable(labels),
        last,
        new ModelSettings(
            stated.mean(),
            stated.std(),
            stated.activation(),
            Optional.of(labels != null ? labels : last)),
        own.texts(task.ownKeys()),
        common.texts(task.commonKeys()),
        settings,
        List.of(
            stampOf(model + MODEL),
            stampOf(model + ".properties"),
            stampOf(name(labels != null ? labels : last)),
            stampOf("")));
  }

  private Path path(String name) {
    Path file = files.get(name);
    return file != null ? file : models.resolve(name);
  }

  private String stampOf(String name) {
    return stamps.getOrDefault(name, ABSENT);
  }

  private boolean isDefault(Task<?> task, SettingsFile common, String model) {
    try {
      return model.equals(defaultOf(task, common));
    } catch (ModelException e) {
      return false;
    }
  }

  /** The model for a call that names none: the one that is set, else the only one of its kind. */
  private String defaultOf(Task<?> task, SettingsFile common) throws ModelException {
    Optional<String> set = common.text(task.defaultKey());
    if (set.isPresent()) {
      return named(task, set.get());
    }
    List<String> fitting = names();
    if (fitting.size() > 1 || task.kind() != ModelKind.CLASSIFICATION) {
      fitting.removeIf(
          model -> !ModelKind.of(path(model + MODEL)).equals(Optional.of(task.kind())));
    }
    if (fitting.size() == 1) {
      return fitting.get(0);
    }
    throw new ModelException(
        fitting.isEmpty()
            ? "there is no model for " + task.kind() + " in " + models + ": " + task.remedy()
            : models
                + " holds several models for "
                + task.kind()
                + " ("
                + String.join(", ", fitting)
                + "): name one by "
                + task.defaultKey()
                + "= in "
                + SETTINGS);
  }

  /** Whether there is a model of this name. */
  boolean holds(String name) {
    return files.containsKey(plain(name) + MODEL);
  }

  /** The name without {@code .tflite}. */
  static String plain(String name) {
    return name.endsWith(MODEL) ? name.substring(0, name.length() - MODEL.length()) : name;
  }

  private String named(Task<?> task, String name) throws ModelException {
    if (holds(name)) {
      return plain(name);
    }
    List<String> names = names();
    throw new ModelException(
        "there is no model "
            + Snippet.of(name)
            + " in "
            + models
            + (names.isEmpty()
                ? ": " + task.remedy()
                : ", which holds " + String.join(", ", names)));
  }

  /** The names of all models, in order. */
  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (String file : files.keySet()) {
      if (file.endsWith(MODEL)) {
        names.add(plain(file));
      }
    }
    return names;
  }
}
