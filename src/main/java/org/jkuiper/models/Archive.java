package org.jkuiper.models;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/** An archive in which a model is published. */
final class Archive {
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  private Archive() {}

  /**
   * Copies one file out of a zip or a gzipped tar.
   *
   * @param member its path there
   * @throws IOException if there is none, or the archive is damaged; one sentence
   */
  static void extract(Path archive, String member, Path target) throws IOException {
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(archive));
        ArchiveInputStream<?> entries = open(bytes)) {
      for (ArchiveEntry e = entries.getNextEntry(); e != null; e = entries.getNextEntry()) {
        if (isAt(e.getName(), member)) {
          Files.copy(entries, target, StandardCopyOption.REPLACE_EXISTING);
          return;
        }
      }
    }
    throw new IOException("there is no " + member + " in it");
  }

  private static ArchiveInputStream<?> open(InputStream bytes) throws IOException {
    bytes.mark(ZIP.length);
    boolean zip = Arrays.equals(bytes.readNBytes(ZIP.length), ZIP);
    bytes.reset();
    return zip
        ? new ZipArchiveInputStream(bytes)
        : new TarArchiveInputStream(new GZIPInputStream(bytes));
  }

  private static boolean isAt(String name, String member) {
    try {
      return Path.of(name).normalize().equals(Path.of(member));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
