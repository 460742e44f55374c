package org.jkuiper.tflite;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a list of labels, one in each line. It is a file of its own, or a file that a model with
 * metadata carries in a zip archive at its tail.
 */
public final class LabelFile {

  /**
   * Room for a hundred thousand labels of eighty letters. A zip bomb ends here, and this much fits
   * a small heap.
   */
  private static final int MAX_BYTES = 8 << 20;

  /** How many blank lines at the end are ignored. A file with more of them is no list of labels. */
  private static final int MAX_BLANK = 100;

  private static final int MAX_LABELS = 1_000_000;

  /** The line for a number that is no class, as TensorFlow writes it. */
  public static final String NO_CLASS = "???";

  private LabelFile() {}

  /**
   * Reads the labels from a file of their own.
   *
   * @param classes how many the model needs
   * @throws IOException if {@code file} is no regular file or cannot be read
   * @throws ModelException if it is too large, not UTF-8, or has another number of labels
   */
  public static List<String> read(Path file, int classes) throws IOException, ModelException {
    return read(file, classes, ModelKind.CLASSIFICATION);
  }

  /** The same for a model of any kind; see {@code Model.readLabels}. */
  static List<String> read(Path file, int classes, ModelKind kind)
      throws IOException, ModelException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString());
    }
    String what = "the label file " + file;
    try (InputStream in = Files.newInputStream(file)) {
      return fitting(lines(in, what, classes + 2), what, classes, kind);
    }
  }

  /** How many labels a file has. */
  static int count(Path file) throws IOException, ModelException {
    try (InputStream in = Files.newInputStream(file)) {
      return lines(in, "the label file " + file, MAX_LABELS).size();
    }
  }

  /** How many labels a file in the archive at a model's tail has. */
  static int count(ByteBuffer model, String name) throws ModelException {
    return ofArchive(model, name, MAX_LABELS).size();
  }

  private static List<String> lines(InputStream in, String what, int most)
      throws IOException, ModelException {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw new ModelException(what + " is larger than " + MAX_BYTES + " bytes");
    }
    List<String> labels = new ArrayList<>();
    // Reading stops at one label too many: a label costs more as a String than as a line.
    try (BufferedReader text =
        new BufferedReader(
            new InputStreamReader(new ByteArrayInputStream(bytes), charset(bytes).newDecoder()))) {
      for (String line = text.readLine(); line != null; line = text.readLine()) {
        boolean marked = labels.isEmpty() && line.startsWith("\ufeff");
        String label = (marked ? line.substring(1) : line).stripTrailing();
        labels.add(label);
        if (labels.size() > most && (!label.isEmpty() || labels.size() > most + MAX_BLANK)) {
          return labels;
        }
      }
    } catch (CharacterCodingException e) {
      throw new ModelException(
          what
              + " is not "
              + charset(bytes)
              + " in line "
              + lineOfFault(bytes)
              + ": save it as UTF-8",
          e);
    }
    while (!labels.isEmpty() && labels.get(labels.size() - 1).isEmpty()) {
      labels.remove(labels.size() - 1);
    }
    return labels;
  }

  /** UTF-8, or UTF-16 if a byte order mark says so, which Windows writes. */
  private static Charset charset(byte[] bytes) {
    boolean utf16 =
        bytes.length >= 2
            && ((bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe)
                || (bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff));
    return utf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
  }

  /** The number, from 1, of the first line that is not in the right encoding. */
  private static long lineOfFault(byte[] bytes) {
    CharBuffer good = CharBuffer.allocate(bytes.length + 1);
    charset(bytes).newDecoder().decode(ByteBuffer.wrap(bytes), good, true);
    // The letter makes the line of the fault count, even if the fault is at its beginning.
    return good.flip().toString().concat("?").lines().count();
  }

  /**
   * Checks that there are as many labels as classes. A single score may also tell two classes
   * apart. The first line of a detector's file may stand for the background, which is no class of
   * the model.
   */
  private static List<String> fitting(List<String> labels, String what, int classes, ModelKind kind)
      throws ModelException {
    int size = labels.size();
    if (kind == ModelKind.DETECTION && size == classes + 1) {
      return List.copyOf(labels.subList(1, size));
    }
    boolean lacksTheLast =
        kind == ModelKind.DETECTION && size > 0 && labels.get(0).equals(NO_CLASS);
    if ((size != classes || lacksTheLast)
        && !(classes == 1 && size == 2 && kind == ModelKind.CLASSIFICATION)) {
      throw new ModelException(
          "%s has %s labels for the %d classes of the model"
              .formatted(what, size > classes ? "more than " + classes : size, classes));
    }
    return List.copyOf(labels);
  }

  /**
   * Reads the labels from the archive at a model's tail.
   *
   * @param model the bytes of the model's file
   * @param name the label file's name in the archive
   * @param classes how many the model needs
   * @throws ModelException if there is no such archive or file, or the file is too large, not
   *     UTF-8, or has another number of labels
   */
  static List<String> read(ByteBuffer model, String name, int classes, ModelKind kind)
      throws ModelException {
    return fitting(ofArchive(model, name, classes + 1), "its label file " + name, classes, kind);
  }

  private static List<String> ofArchive(ByteBuffer model, String name, int classes)
      throws ModelException {
    try (InputStream in = ModelArchive.open(model, name)) {
      return lines(in, "its label file " + name, classes + 1);
    } catch (NoSuchFileException e) {
      throw new ModelException(
          "its metadata names a label file, " + name + ", that it does not carry", e);
    } catch (IOException e) {
      throw new ModelException("its label file " + name + " cannot be read (" + e + ")", e);
    }
  }
}
