package org.jkuiper.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a zip that eKuiper unpacks right: with unix modes, and an entry for each directory before
 * what is in it. The same content gives the same bytes. Not safe for use by several threads.
 *
 * @hidden internal
 */
public final class ZipWriter {
  private static final int FILE = 0100644;
  private static final int EXECUTABLE = 0100755;
  private static final int DIRECTORY = 0040755;

  /** Any fixed time will do, but for the first day of DOS, which Java takes for "unknown". */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private final Map<String, byte[]> contents = new TreeMap<>();
  private final Map<String, Integer> modes = new HashMap<>();

  /**
   * Adds a file of mode 0644.
   *
   * @param name with slashes, relative to the plugin's folder
   */
  public ZipWriter file(String name, byte[] bytes) {
    return add(name, bytes, FILE);
  }

  /** Adds a file of mode 0755. */
  public ZipWriter executable(String name, byte[] bytes) {
    return add(name, bytes, EXECUTABLE);
  }

  private ZipWriter add(String name, byte[] bytes, int mode) {
    for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
      put(name.substring(0, slash + 1), new byte[0], DIRECTORY);
    }
    put(name, bytes, mode);
    return this;
  }

  private void put(String name, byte[] bytes, int mode) {
    contents.put(name, bytes);
    modes.put(name, mode);
  }

  /** Writes the file; one that is there is replaced at once, not bit by bit. */
  public void writeTo(Path file) throws IOException {
    Path absolute = file.toAbsolutePath();
    Files.createDirectories(absolute.getParent());
    Path fresh = Files.createTempFile(absolute.getParent(), ".jkuiper", ".zip");
    try {
      Files.write(fresh, toBytes());
      Files.move(
          fresh, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : contents.entrySet()) {
        ZipEntry header = new ZipEntry(entry.getKey());
        header.setTimeLocal(TIME);
        zip.putNextEntry(header);
        zip.write(entry.getValue());
        zip.closeEntry();
      }
    }
    byte[] zip = bytes.toByteArray();
    CentralDirectory.setModes(zip, modes::get);
    return zip;
  }
}
