package org.jkuiper.tflite;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * A list of labels, one a line: a file of its own, or one that a model with metadata carries in a
 * zip archive at its tail.
 */
public final class LabelFile {

  /** A hundred thousand labels of eighty letters; a bomb ends here, and fits a small heap. */
  private static final int MAX_BYTES = 8 << 20;

  /**
   * The zip's directory, which {@link ZipFile} takes onto the heap whole: room for some thousand
   * files.
   */
  private static final int MAX_DIRECTORY_BYTES = 1 << 18;

  private static final int END_RECORD = 0x06054b50;
  private static final int END_RECORD_BYTES = 22;

  private LabelFile() {}

  /**
   * Reads the labels from a file of their own.
   *
   * @param classes how many the model needs
   * @throws IOException where it is no file, cannot be read, or is not UTF-8
   * @throws ModelException where it is too large or has another number of labels
   */
  public static List<String> read(Path file, int classes) throws IOException, ModelException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    try (InputStream in = Files.newInputStream(file)) {
      return lines(in, "the label file " + file, classes);
    }
  }

  private static List<String> lines(InputStream in, String what, int classes)
      throws IOException, ModelException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ModelException(what + " is larger than " + MAX_BYTES + " bytes");
    }
    // A decoder of its own, for it to report what is not UTF-8.
    Reader text =
        new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8.newDecoder());
    List<String> labels;
    try {
      // One too many is enough to know: each costs more as a String than as a line.
      labels = new BufferedReader(text).lines().limit(classes + 1L).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (labels.size() != classes) {
      throw new ModelException(
          "%s has %s labels for the %d classes of the model"
              .formatted(
                  what, labels.size() > classes ? "more than " + classes : labels.size(), classes));
    }
    return labels;
  }

  /**
   * Reads the labels from the archive at a model's tail.
   *
   * @param file the model's file
   * @param model its bytes
   * @param name the label file's name in the archive
   * @param classes how many the model needs
   * @throws ModelException where there is no such archive or file, or it is too large, not UTF-8,
   *     or has another number of labels
   */
  static List<String> read(Path file, ByteBuffer model, String name, int classes)
      throws ModelException {
    requireSmallDirectory(model, name);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw absent(name);
      }
      try (InputStream in = zip.getInputStream(entry)) {
        return lines(in, "its label file " + name, classes);
      }
    } catch (CharacterCodingException e) {
      throw new ModelException("its label file " + name + " is not UTF-8", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelException("its label file " + name + " cannot be read (" + e + ")", e);
    }
  }

  private static void requireSmallDirectory(ByteBuffer model, String name) throws ModelException {
    ByteBuffer bytes = model.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int last = bytes.limit() - END_RECORD_BYTES;
    for (int at = last; at >= Math.max(0, last - 0xffff); at--) {
      if (bytes.getInt(at) == END_RECORD) {
        long directory = Integer.toUnsignedLong(bytes.getInt(at + 12));
        if (directory > MAX_DIRECTORY_BYTES) {
          throw new ModelException(
              "the archive at its tail has a directory of " + directory + " bytes");
        }
        return;
      }
    }
    throw absent(name);
  }

  private static ModelException absent(String name) {
    return new ModelException(
        "its metadata names a label file, " + name + ", that it does not carry");
  }
}
