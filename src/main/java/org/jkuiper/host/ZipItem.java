package org.jkuiper.host;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;

/**
 * One entry of a plugin's zip.
 *
 * @param mode type and permissions, as {@code stat} has them
 * @param fromUnix whether the zip carries the mode; else it is the one that Go makes up
 */
record ZipItem(ZipEntry entry, int mode, boolean fromUnix) {
  private static final int TYPE_BITS = 0170000;
  private static final int DIRECTORY = 0040000;
  private static final int SYMBOLIC_LINK = 0120000;

  String name() {
    return entry.getName();
  }

  /** The path that eKuiper gives it: Go's {@code filepath.Clean} of the name. */
  Path path() throws HostException {
    try {
      Path path = Path.of(name()).normalize();
      if (path.isAbsolute() || path.startsWith("..")) {
        throw new HostException(name() + ": path escapes from parent");
      }
      return path;
    } catch (InvalidPathException e) {
      throw new HostException("the zip has an entry whose name is no path: " + e.getReason(), e);
    }
  }

  boolean isDirectory() {
    return name().endsWith("/") || (mode & TYPE_BITS) == DIRECTORY;
  }

  boolean isSymbolicLink() {
    return (mode & TYPE_BITS) == SYMBOLIC_LINK;
  }

  boolean isExecutable() {
    return (mode & 0100) != 0;
  }

  /**
   * Whether eKuiper puts it into its own folders instead of the plugin's: the UI's descriptions.
   */
  boolean isShared() throws HostException {
    Path path = path();
    return path.getNameCount() > 1
        && (path.startsWith("sources") || path.startsWith("sinks") || path.startsWith("functions"));
  }
}
