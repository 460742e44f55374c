package org.jkuiper.tflite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The list of labels that a model with metadata carries in a zip archive at its tail. */
final class LabelFile {

  /** A million labels of ImageNet's length; a bomb ends here. */
  private static final int MAX_BYTES = 32 << 20;

  /**
   * The zip's directory, which {@link ZipFile} takes onto the heap whole: room for some thousand
   * files.
   */
  private static final int MAX_DIRECTORY_BYTES = 1 << 18;

  private static final int END_RECORD = 0x06054b50;
  private static final int END_RECORD_BYTES = 22;

  private LabelFile() {}

  /**
   * Reads one label a line.
   *
   * @param file the model's file
   * @param model its bytes
   * @param name the label file's name in the archive
   * @throws ModelException where there is no such archive or file, or it is too large, or not UTF-8
   */
  static List<String> read(Path file, ByteBuffer model, String name) throws ModelException {
    requireSmallDirectory(model, name);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw absent(name);
      }
      try (InputStream in = zip.getInputStream(entry)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new ModelException(
              "its label file " + name + " is larger than " + MAX_BYTES + " bytes");
        }
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes))
            .toString()
            .lines()
            .toList();
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
