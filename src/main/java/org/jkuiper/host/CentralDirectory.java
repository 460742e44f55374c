package org.jkuiper.host;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.zip.ZipException;

/**
 * The part of a zip that {@code java.util.zip} neither shows nor writes: the unix modes of its
 * entries, which eKuiper unzips with. (Section 4.3.12 of PKWARE's APPNOTE; zip64 is refused, no
 * plugin is that large.)
 */
final class CentralDirectory {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int END_BYTES = 22;
  private static final int ENTRY_BYTES = 46;
  private static final int MAX_COMMENT_BYTES = 0xffff;
  private static final int MAX_DIRECTORY_BYTES = 16 << 20;

  private static final int UNIX = 3;
  private static final int MAC = 19;
  private static final int READ_ONLY_BIT = 1;

  /**
   * One entry.
   *
   * @param at where its record begins
   * @param mode type and permissions, as {@code stat} has them
   * @param fromUnix whether the zip carries the mode; else it is the one that Go makes up
   */
  record Entry(int at, String name, int mode, boolean fromUnix) {}

  private CentralDirectory() {}

  /** Reads all entries of a file, in their order; of the file, only the end. */
  static List<Entry> read(Path zip) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(zip.toFile(), "r")) {
      byte[] tail = tail(file, END_BYTES + MAX_COMMENT_BYTES);
      ByteBuffer bytes = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
      int end = end(bytes);
      int length = bytes.getInt(end + 12);
      if (length < 0 || length > MAX_DIRECTORY_BYTES) {
        throw new ZipException("the directory of the zip is damaged");
      }
      return length <= end ? read(tail) : read(tail(file, tail.length - end + length));
    }
  }

  private static byte[] tail(RandomAccessFile file, int length) throws IOException {
    byte[] tail = new byte[(int) Math.min(length, file.length())];
    file.seek(file.length() - tail.length);
    file.readFully(tail);
    return tail;
  }

  /** Reads all entries of a zip, in their order, or of as much of its end as has them. */
  static List<Entry> read(byte[] zip) throws ZipException {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int end = end(bytes);
    int count = Short.toUnsignedInt(bytes.getShort(end + 10));
    int length = bytes.getInt(end + 12);
    int at = end - length;
    if (count == 0xffff || length < 0 || at < 0) {
      throw new ZipException("not a plain zip: zip64 or damaged");
    }
    List<Entry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      if (at + ENTRY_BYTES > end || bytes.getInt(at) != ENTRY_SIGNATURE) {
        throw new ZipException("the directory of the zip is damaged");
      }
      int nameLength = Short.toUnsignedInt(bytes.getShort(at + 28));
      int extraLength = Short.toUnsignedInt(bytes.getShort(at + 30));
      int commentLength = Short.toUnsignedInt(bytes.getShort(at + 32));
      if (at + ENTRY_BYTES + nameLength > end) {
        throw new ZipException("the directory of the zip is damaged");
      }
      String name = new String(zip, at + ENTRY_BYTES, nameLength, StandardCharsets.UTF_8);
      entries.add(entry(at, name, zip[at + 5] & 0xff, bytes.getInt(at + 38)));
      at += ENTRY_BYTES + nameLength + extraLength + commentLength;
    }
    return entries;
  }

  /** Writes modes into a zip that {@code java.util.zip} made. */
  static void setModes(byte[] zip, ToIntFunction<String> modeOf) throws ZipException {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    for (Entry entry : read(zip)) {
      zip[entry.at() + 5] = UNIX;
      bytes.putInt(entry.at() + 38, modeOf.applyAsInt(entry.name()) << 16);
    }
  }

  /** The rules of Go's {@code FileHeader.Mode}. */
  private static Entry entry(int at, String name, int creator, int attributes) {
    boolean fromUnix = creator == UNIX || creator == MAC;
    if (fromUnix) {
      return new Entry(at, name, attributes >>> 16, true);
    }
    if (name.endsWith("/")) {
      return new Entry(at, name, 0777, false);
    }
    return new Entry(at, name, (attributes & READ_ONLY_BIT) == 0 ? 0666 : 0444, false);
  }

  private static int end(ByteBuffer bytes) throws ZipException {
    int last = bytes.limit() - END_BYTES;
    for (int at = last; at >= Math.max(0, last - MAX_COMMENT_BYTES); at--) {
      if (bytes.getInt(at) == END_SIGNATURE
          && Short.toUnsignedInt(bytes.getShort(at + 20)) == last - at) {
        return at;
      }
    }
    throw new ZipException("not a zip");
  }
}
