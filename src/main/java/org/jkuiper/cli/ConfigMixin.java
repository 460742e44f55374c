package org.jkuiper.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The properties of a source or sink. */
final class ConfigMixin {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "CONFIG",
      description = "A property NAME=VALUE, a JSON object, or a file with one; may be repeated.")
  private List<String> config = new ArrayList<>();

  Map<String, @Nullable Object> properties() throws IOException {
    return Values.properties(config);
  }
}
