package org.jkuiper.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jkuiper.image.ImageException;
import org.jkuiper.inference.LoneModel;
import org.jkuiper.inference.ModelSource;
import org.jkuiper.tflite.Delegation;
import org.jkuiper.tflite.Model;
import org.jkuiper.tflite.ModelException;
import org.jkuiper.tflite.ModelKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what the plugin would make of a model. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Loads a model as the plugin does, with the NAME.txt, NAME.properties and labels.txt beside"
          + " it, and says what will be assumed of it and why, how fast it is here, and what it"
          + " finds in a picture.",
      "If the plugin would refuse it, it says why."
    })
final class ModelsCheck implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Its labels, a line a class, in place of those beside it or inside.")
  private @Nullable Path labelFile;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "What to try it on (default: a photograph of a cat).")
  private @Nullable Path picture;

  @Parameters(paramLabel = "FILE", description = "The model, a .tflite file.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    byte[] bytes = picture();
    try {
      return check(bytes);
    } catch (ModelException e) {
      throw new IOException(e.getMessage(), e);
    } catch (LinkageError e) {
      throw new IOException(
          "TFLite cannot be loaded on this machine, but on Linux on x86_64 or arm64 with glibc, and"
              + " from a folder where files may be executed ($XDG_CACHE_HOME, else ~/.cache): "
              + e.getMessage(),
          e);
    }
  }

  private byte[] picture() throws IOException {
    if (picture != null) {
      if (!Files.isRegularFile(picture)) {
        throw new IOException(picture + ": no such file");
      }
      return Files.readAllBytes(picture);
    }
    try (InputStream in = ModelsCheck.class.getResourceAsStream("cat.jpg")) {
      if (in == null) {
        throw new IOException("this jkuiper lacks its picture: name one by --picture");
      }
      return in.readAllBytes();
    }
  }

  private int check(byte[] bytes) throws IOException, ModelException {
    unpackNativesIntoTheCache();
    ModelSource source = LoneModel.source(file, Optional.ofNullable(labelFile));
    Map<String, String> rows = new LinkedHashMap<>();
    List<String> labels = List.of();
    String refusal = "";
    try (Model model = Model.load(file, source.stated())) {
      boolean detects = model.kind() == ModelKind.DETECTION;
      try {
        labels = source.readLabels(model);
      } catch (ModelException e) {
        refusal = e.getMessage();
      }
      int threads = source.settings().threads();
      try (ModelRun run = ModelRun.of(model, threads)) {
        rows.put("for", detects ? "detectObjects: it finds objects" : "labelImage: it classifies");
        rows.put("input", model.input());
        rows.put("pixels", model.normalisation());
        rows.put("output", model.output());
        run.activation().ifPresent(activation -> rows.put("activation", activation));
        rows.put("labels", labels(source, model, labels));
        rows.put("XNNPACK", xnnpack(run.delegation()));
        fill(run, model, bytes);
        ModelRun.Timing timing = run.time();
        rows.put(
            "inference",
            String.format(
                Locale.ROOT,
                "%.1f ms, the median of %d on %d threads",
                timing.millis(),
                timing.runs(),
                threads));
        List<String> answers = run.answers(labels);
        rows.put(
            picture == null ? "on a cat" : "on " + picture.getFileName(),
            answers.isEmpty() ? "nothing" : String.join("; ", answers));
      }
    }
    print(rows);
    if (!refusal.isEmpty()) {
      throw new IOException("the plugin would refuse it: " + refusal);
    }
    return 0;
  }

  private void fill(ModelRun run, Model model, byte[] bytes) throws IOException {
    try {
      run.fill(model, bytes);
    } catch (ImageException e) {
      throw new IOException(picture + " is no picture: " + e.getMessage(), e);
    }
  }

  /** JavaCPP's own choice is a folder of its name at home. */
  private static void unpackNativesIntoTheCache() {
    String cache = System.getenv("XDG_CACHE_HOME");
    String otherwise = System.getProperty("user.home") + "/.cache";
    String folder = (cache == null || cache.isEmpty() ? otherwise : cache) + "/jkuiper/natives";
    System.getProperties().putIfAbsent("org.bytedeco.javacpp.cachedir", folder);
  }

  private static String labels(ModelSource source, Model model, List<String> labels) {
    if (labels.isEmpty()) {
      return "none that fit its " + model.classes() + " classes";
    }
    String where =
        source.labels().isEmpty() && model.labels().isPresent()
            ? "inside the model"
            : "in " + source.labels().orElse(source.commonLabels());
    return labels.size() + " for " + model.classes() + " classes, " + where;
  }

  private static String xnnpack(Delegation delegation) {
    int left = delegation.left().size();
    int all = delegation.operators();
    if (delegation.isWhole()) {
      return "runs all of its " + all + " operators";
    }
    if (left == 0) {
      return "runs all of its " + all + " operators, in " + delegation.parts() + " parts";
    }
    Map<String, Integer> counts = new TreeMap<>();
    delegation.left().forEach(name -> counts.merge(name, 1, Integer::sum));
    return "runs "
        + (all - left)
        + " of its "
        + all
        + " operators, in "
        + delegation.parts()
        + (delegation.parts() == 1 ? " part" : " parts")
        + "; TFLite's own kernels run "
        + String.join(
            ", ", counts.entrySet().stream().map(e -> e.getValue() + " " + e.getKey()).toList());
  }

  private void print(Map<String, String> rows) {
    PrintWriter out = command.commandLine().getOut();
    int width = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
    out.println(file);
    rows.forEach(
        (name, value) -> out.println("  " + name + " ".repeat(width + 2 - name.length()) + value));
    out.flush();
  }
}
