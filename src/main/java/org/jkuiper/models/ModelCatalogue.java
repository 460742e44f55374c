package org.jkuiper.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The models that the project knows: {@code models/catalogue.properties}, or another such file. A
 * build fetches what it needs from there, and so does {@code jkuiper models fetch}. The plugin
 * itself fetches nothing.
 */
public final class ModelCatalogue {
  private static final String FILE = "catalogue.properties";

  private final String name;
  private final Properties entries;

  /** Where the label files lie; null for those of this jar. */
  private final @Nullable Path folder;

  private ModelCatalogue(String name, Properties entries, @Nullable Path folder) {
    this.name = name;
    this.entries = entries;
    this.folder = folder;
  }

  /** The catalogue of this jkuiper. */
  public static ModelCatalogue builtIn() throws IOException {
    try (Reader reader = new InputStreamReader(resource(FILE), StandardCharsets.UTF_8)) {
      return read("jkuiper's catalogue", reader, null);
    }
  }

  /**
   * Reads a catalogue.
   *
   * @param file its label files lie beside it
   * @throws IOException if it cannot be read, or a value of it is wrong
   */
  public static ModelCatalogue read(Path file) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      return read(file.toString(), reader, file.toAbsolutePath().getParent());
    }
  }

  private static ModelCatalogue read(String name, Reader reader, @Nullable Path folder)
      throws IOException {
    Properties entries = new Properties();
    try {
      entries.load(reader);
      ModelCatalogue catalogue = new ModelCatalogue(name, entries, folder);
      var unused = catalogue.models();
      return catalogue;
    } catch (IllegalArgumentException e) {
      throw new IOException(name + " is no catalogue: " + e.getMessage(), e);
    }
  }

  /** The models, by name. */
  public List<KnownModel> models() {
    return entries.stringPropertyNames().stream()
        .filter(key -> key.endsWith(".licence"))
        .map(key -> key.substring(0, key.length() - ".licence".length()))
        .sorted()
        .map(model -> KnownModel.of(model, entries))
        .toList();
  }

  /**
   * One model.
   *
   * @param model its name, with or without {@code .tflite}
   * @throws IOException if there is none of this name; the message names those that there are
   */
  public KnownModel model(String model) throws IOException {
    String wanted = model.replaceFirst("\\.tflite$", "");
    return models().stream()
        .filter(known -> known.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException(
                    "there is no model %s in %s, but: %s"
                        .formatted(
                            wanted,
                            name,
                            models().stream()
                                .map(KnownModel::name)
                                .collect(Collectors.joining(", ")))));
  }

  /**
   * Makes sure that the model lies in the folder and is the one that the catalogue means.
   *
   * @param copies folders that may hold the model already; they are tried before its URL
   * @return the model's file
   * @throws IOException if the model cannot be had; the message says what was tried and what to do
   */
  public Path fetch(KnownModel model, Path into, List<Path> copies, Progress progress)
      throws IOException {
    ModelFetch fetch = new ModelFetch(model, into);
    if (!fetch.isThere()) {
      fetch.run(copies, labels(model, into), progress);
    }
    return fetch.target();
  }

  /**
   * The same with the model's labels, which lie there first, since a plugin at work looks at the
   * folder. A label file that is there already stays as it is.
   */
  public Path fetchWithLabels(KnownModel model, Path into, List<Path> copies, Progress progress)
      throws IOException {
    if (new ModelFetch(model, into).isThere() && model.labelMember().isPresent()) {
      return fetch(model, into, copies, progress);
    }
    Path labels = labels(model, into);
    boolean made = false;
    if (model.labelFile().isPresent() && !Files.exists(labels)) {
      try (InputStream in = labelFile(model.labelFile().get())) {
        Files.copy(in, labels, StandardCopyOption.REPLACE_EXISTING);
      }
      made = true;
    }
    boolean done = false;
    try {
      Path file = fetch(model, into, copies, progress);
      done = true;
      return file;
    } finally {
      if (made && !done) {
        Files.deleteIfExists(labels);
      }
    }
  }

  /** Where the model's labels are to lie: {@code NAME.txt} beside it. */
  public static Path labels(KnownModel model, Path folder) {
    return folder.resolve(model.name() + ".txt");
  }

  private InputStream labelFile(String file) throws IOException {
    return folder == null ? resource(file) : Files.newInputStream(folder.resolve(file));
  }

  private static InputStream resource(String file) throws IOException {
    InputStream in = ModelCatalogue.class.getResourceAsStream(file);
    if (in == null) {
      throw new IOException("this jkuiper lacks " + file);
    }
    return in;
  }

  /**
   * Fetches models by name into the folder that is the first argument and holds the catalogue.
   *
   * <p>A copy in the folder that the environment variable {@code JKUIPER_MODELS} names, or in
   * {@code shared/models} beside the project, comes before the catalogue's URL. It is checked
   * against the same SHA-256, and a build without a network need not wait for one.
   */
  public static void main(String[] args) throws IOException {
    Path models = Path.of(args[0]).toAbsolutePath().normalize();
    List<Path> copies = new ArrayList<>(named());
    copies.add(models.resolve("../../shared/models").normalize());
    ModelCatalogue catalogue = read(models.resolve(FILE));
    for (String name : List.of(args).subList(1, args.length)) {
      var unused = catalogue.fetch(catalogue.model(name), models, copies, new Lines());
    }
  }

  /** The folder that {@code JKUIPER_MODELS} names, if it does. */
  public static List<Path> named() {
    return Optional.ofNullable(System.getenv("JKUIPER_MODELS")).map(Path::of).stream().toList();
  }

  private static final class Lines implements Progress {
    @Override
    public void begin(String from) {
      System.out.println("fetching " + from);
    }

    @Override
    public void at(long bytes, long total) {}

    @Override
    public void again() {
      System.out.println("the connection broke, going on");
    }

    @Override
    public void end() {}
  }
}
