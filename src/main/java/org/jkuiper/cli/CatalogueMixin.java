package org.jkuiper.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jkuiper.models.ModelCatalogue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which catalogue is meant. */
final class CatalogueMixin {
  @Option(
      names = "--catalogue",
      paramLabel = "FILE",
      description = {
        "A catalogue of your own, with label files beside it, in place of jkuiper's. Its keys are"
            + " those of jkuiper's models/catalogue.properties."
      })
  private @Nullable Path file;

  ModelCatalogue open() throws IOException {
    return file == null ? ModelCatalogue.builtIn() : ModelCatalogue.read(file);
  }
}
