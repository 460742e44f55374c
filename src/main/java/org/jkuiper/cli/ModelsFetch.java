package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jkuiper.models.KnownModel;
import org.jkuiper.models.ModelCatalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Downloads a model. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = {
      "Downloads a model of the catalogue, checks its SHA-256, and puts its labels beside it as"
          + " NAME.txt unless it carries them itself.",
      "What broke off goes on where it ended. A copy in the folder that $JKUIPER_MODELS names comes"
          + " before the download."
    })
final class ModelsFetch implements Callable<Integer> {
  /** Set by the script {@code jkuiper} if standard error is a terminal; Java 17 does not tell. */
  private static final String TERMINAL = "jkuiper.terminal";

  @Spec private CommandSpec command;

  @Mixin private CatalogueMixin catalogue;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      defaultValue = "",
      description = "Where to put it (default: this folder); made if it is not there.")
  private Path folder;

  @Parameters(paramLabel = "NAME", description = "The model, as `jkuiper models list` names it.")
  private String name;

  @Override
  public Integer call() throws IOException {
    ModelCatalogue models = catalogue.open();
    KnownModel model = models.model(name);
    if (!folder.toString().isEmpty()) {
      Files.createDirectories(folder);
    }
    ProgressLine progress =
        new ProgressLine(command.commandLine().getErr(), Boolean.getBoolean(TERMINAL));
    Path file = models.fetchWithLabels(model, folder, ModelCatalogue.named(), progress);
    PrintWriter out = command.commandLine().getOut();
    out.println(
        "%s: %s, the catalogue's by its SHA-256, %s"
            .formatted(file, Megabytes.of(Files.size(file)), model.licence()));
    Path labels = ModelCatalogue.labels(model, folder);
    out.println(Files.exists(labels) ? labels + ": its labels" : "its labels are inside");
    out.flush();
    return 0;
  }
}
