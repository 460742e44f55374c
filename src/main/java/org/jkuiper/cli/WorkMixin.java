package org.jkuiper.cli;

import java.nio.file.Path;
import org.jkuiper.host.HostOptions;
import picocli.CommandLine.Option;

/** Where the local host unpacks a plugin. */
final class WorkMixin {
  @Option(
      names = "--work",
      paramLabel = "DIR",
      description =
          "Where to unpack the plugin, not on a noexec mount (default: $TMPDIR, else /tmp).")
  private Path folder = HostOptions.DEFAULT.work();

  HostOptions options() {
    return HostOptions.DEFAULT.withWork(folder);
  }
}
