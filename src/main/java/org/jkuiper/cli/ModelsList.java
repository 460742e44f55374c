package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jkuiper.models.KnownModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The catalogue, for people. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the models of the catalogue.",
      "TOP-1 is how often the first label is right, as the note below the list says. FETCH says"
          + " whether `jkuiper models fetch` gets the model."
    })
final class ModelsList implements Callable<Integer> {
  private static final List<String> HEADINGS =
      List.of("NAME", "TASK", "SIZE", "INPUT", "TOP-1", "LICENCE", "FETCH");

  @Spec private CommandSpec command;

  @Mixin private CatalogueMixin catalogue;

  @Override
  public Integer call() throws IOException {
    List<String> sources = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
    for (KnownModel model : catalogue.open().models()) {
      rows.add(row(model, sources));
    }
    PrintWriter out = command.commandLine().getOut();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int column = i;
        int width = rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
        line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
    for (int i = 0; i < sources.size(); i++) {
      out.println((i == 0 ? "\n" : "") + mark(i) + " " + sources.get(i));
    }
    out.flush();
    return 0;
  }

  private static List<String> row(KnownModel model, List<String> sources) {
    String[] input = (model.input() + "  ").split(" ", 3);
    String fetch = "yes";
    if (model.url().isEmpty()) {
      fetch = "is in pyai.zip";
    } else if (!model.isFetchable()) {
      fetch = "no, its SHA-256 is unknown";
    }
    return List.of(
        model.name(),
        model.task(),
        model.bytes().isPresent() ? Megabytes.of(model.bytes().getAsLong()) : "?",
        "%s x %s %s".formatted(input[0], input[1], input[2].strip()),
        top1(model, sources),
        model.licence(),
        fetch);
  }

  private static String top1(KnownModel model, List<String> sources) {
    if (model.top1().isEmpty()) {
      return "-";
    }
    String source = model.top1Source().orElse("its source is not stated");
    if (!sources.contains(source)) {
      sources.add(source);
    }
    return model.top1().get() + " % " + mark(sources.indexOf(source));
  }

  /** An asterisk, two, and so on. */
  private static String mark(int index) {
    return "*".repeat(index + 1);
  }
}
