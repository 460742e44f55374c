package org.jkuiper.tflite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Reads the zip archive at the tail of a model with metadata. It reads the model's mapped bytes,
 * since {@link java.util.zip.ZipFile} cannot open a file if the locale's encoding cannot express
 * its name.
 *
 * <p>Source: PKWARE's APPNOTE.TXT, sections 4.3.12 and 4.3.16. The offsets come from there. {@link
 * ZipInputStream} reads an entry's data and what stands before them.
 */
final class ModelArchive {

  /** Room for some thousand files. A larger directory is hostile. */
  private static final int MAX_DIRECTORY_BYTES = 1 << 18;

  private static final int END_RECORD = 0x06054b50;
  private static final int END_RECORD_BYTES = 22;
  private static final int END_DIRECTORY_BYTES = 12;
  private static final int END_DIRECTORY_OFFSET = 16;

  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int ENTRY_NAME_BYTES = 28;
  private static final int ENTRY_EXTRA_BYTES = 30;
  private static final int ENTRY_COMMENT_BYTES = 32;
  private static final int ENTRY_LOCAL_OFFSET = 42;

  private ModelArchive() {}

  /**
   * Opens a file of the archive.
   *
   * @param model the model's bytes
   * @throws NoSuchFileException if there is no archive, or no such file in it
   * @throws ModelException if the archive has too many files
   * @throws IOException if the archive is damaged
   */
  static InputStream open(ByteBuffer model, String name) throws IOException, ModelException {
    ByteBuffer bytes = model.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int end = endRecord(bytes, name);
    long size = Integer.toUnsignedLong(bytes.getInt(end + END_DIRECTORY_BYTES));
    if (size > MAX_DIRECTORY_BYTES) {
      throw new ModelException("the archive at its tail has a directory of " + size + " bytes");
    }
    long begin = end - size;
    // Some writers count offsets from the model's first byte, others from the archive's.
    long origin = begin - Integer.toUnsignedLong(bytes.getInt(end + END_DIRECTORY_OFFSET));
    if (begin < 0 || origin < 0) {
      throw new ZipException("its directory lies outside it");
    }
    ByteBuffer directory = bytes.slice((int) begin, (int) size).order(ByteOrder.LITTLE_ENDIAN);
    long local = origin + localOffset(directory, name);
    if (local >= begin) {
      throw new ZipException("the file lies outside the archive");
    }
    ZipInputStream zip =
        new ZipInputStream(new Bytes(bytes.slice((int) local, (int) (begin - local))));
    try {
      if (zip.getNextEntry() == null) {
        throw new ZipException("no file begins where its directory says");
      }
    } catch (IllegalArgumentException e) {
      throw new IOException("the name of a file in it is not UTF-8", e);
    }
    return zip;
  }

  private static int endRecord(ByteBuffer bytes, String name) throws NoSuchFileException {
    int last = bytes.limit() - END_RECORD_BYTES;
    for (int at = last; at >= Math.max(0, last - 0xffff); at--) {
      if (bytes.getInt(at) == END_RECORD) {
        return at;
      }
    }
    throw new NoSuchFileException(name);
  }

  private static long localOffset(ByteBuffer directory, String name) throws IOException {
    ByteBuffer wanted = StandardCharsets.UTF_8.encode(name);
    for (int at = 0; at < directory.limit(); ) {
      if (directory.limit() - at < ENTRY_BYTES || directory.getInt(at) != ENTRY) {
        throw new ZipException("its directory is damaged");
      }
      int length = length(directory, at + ENTRY_NAME_BYTES);
      int next =
          at
              + ENTRY_BYTES
              + length
              + length(directory, at + ENTRY_EXTRA_BYTES)
              + length(directory, at + ENTRY_COMMENT_BYTES);
      if (next > directory.limit()) {
        throw new ZipException("its directory is damaged");
      }
      if (directory.slice(at + ENTRY_BYTES, length).equals(wanted)) {
        return Integer.toUnsignedLong(directory.getInt(at + ENTRY_LOCAL_OFFSET));
      }
      at = next;
    }
    throw new NoSuchFileException(name);
  }

  private static int length(ByteBuffer directory, int at) {
    return Short.toUnsignedInt(directory.getShort(at));
  }

  private static final class Bytes extends InputStream {
    private final ByteBuffer bytes;

    Bytes(ByteBuffer bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read() {
      return bytes.hasRemaining() ? bytes.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      int count = Math.min(length, bytes.remaining());
      bytes.get(target, offset, count);
      return count == 0 && length > 0 ? -1 : count;
    }
  }
}
