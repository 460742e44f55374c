package org.jkuiper.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A machine made narrower for one eKuiper and what it starts, in mount namespaces of their own. */
final class Machine {
  /** Its working folder is eKuiper's. */
  private static final String SCRIPT =
      """
      #!/bin/sh -eu
      if [ "${1:-}" != inside ]; then
        exec unshare --mount "$0" inside "$@"
      fi
      shift
      kuiperd=$PWD/home/program/kuiperd
      run=
      %s
      exec $run "$kuiperd" "$@"
      """;

  private Machine() {}

  /**
   * Returns the folder of an eKuiper, as {@link Kuiperd#home} tells it.
   *
   * @param ekuiper where that eKuiper keeps everything
   * @param changes lines of sh, run as root before eKuiper; {@code run} may be set to a command
   *     that it is run by
   */
  static String changedBy(Path ekuiper, String changes) throws IOException {
    Path real = Path.of(Kuiperd.home("tools/kuiperd/get"));
    Path home = ekuiper.resolve("home"); // tools/private-tmp covers what lies above
    Path start = home.resolve("bin/kuiperd");
    Files.createDirectories(start.getParent());
    Files.createDirectories(home.resolve("program"));
    Files.createSymbolicLink(home.resolve("etc"), real.resolve("etc"));
    Files.copy(real.resolve("bin/kuiperd"), home.resolve("program/kuiperd")); // for whoever runs it
    Files.writeString(start, SCRIPT.formatted(changes));
    Files.setPosixFilePermissions(start, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home.toString();
  }
}
