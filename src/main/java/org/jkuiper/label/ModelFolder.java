package org.jkuiper.label;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** Watches the files that decide which model serves. For one thread at a time. */
final class ModelFolder {
  /** How long to wait before it looks again whether a file has changed. */
  private static final long LOOK_NANOS = 1_000_000_000;

  private final Path folder;
  private Map<Path, String> stamps = Map.of();
  private long lookedAt;
  private boolean looked;

  /**
   * @param folder the plugin's folder, with {@code models/} and {@code pyai.properties}
   */
  ModelFolder(Path folder) {
    this.folder = folder;
  }

  /** Whether a file there has changed since the last call. Looks once a second at most. */
  boolean hasChanged() {
    long now = System.nanoTime();
    if (looked && now - lookedAt < LOOK_NANOS) {
      return false;
    }
    looked = true;
    lookedAt = now;
    Map<Path, String> fresh = stamps();
    if (fresh.equals(stamps)) {
      return false;
    }
    stamps = fresh;
    return true;
  }

  /** Size and time of each file that counts. */
  private Map<Path, String> stamps() {
    Map<Path, String> all = new TreeMap<>();
    stamp(folder.resolve(LabelOptions.FILE), all);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder.resolve(LabelOptions.MODELS))) {
      files.forEach(file -> stamp(file, all));
    } catch (IOException e) {
      all.put(folder, String.valueOf(e));
    }
    return all;
  }

  private static void stamp(Path file, Map<Path, String> all) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      all.put(file, is.size() + " " + is.lastModifiedTime() + " " + is.fileKey());
    } catch (IOException e) {
      all.put(file, "absent");
    }
  }
}
