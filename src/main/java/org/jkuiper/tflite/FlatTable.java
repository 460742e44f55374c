package org.jkuiper.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A read-only view of one table of a FlatBuffer, addressed by field number. Each read is checked
 * against the buffer's bounds. So hostile bytes give an {@link IndexOutOfBoundsException} or a
 * wrong value, but never make the process crash.
 *
 * <p>Source: the <a href="https://flatbuffers.dev/internals/">FlatBuffers binary format</a>. This
 * class takes the place of the classes that are generated from TFLite's two schemas: we would use a
 * dozen accessors of those.
 */
final class FlatTable {

  private final ByteBuffer buffer;
  private final int table;
  private final int vtable;
  private final int vtableBytes;

  private FlatTable(ByteBuffer buffer, int table) {
    this.buffer = buffer;
    this.table = table;
    this.vtable = table - buffer.getInt(table);
    this.vtableBytes = Short.toUnsignedInt(buffer.getShort(vtable));
  }

  /** The root table of {@code bytes}, which are taken from position 0 to the limit. */
  static FlatTable root(ByteBuffer bytes) {
    ByteBuffer buffer = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return new FlatTable(buffer, buffer.getInt(0));
  }

  /**
   * Where the field's value lies, or 0 if the field is absent (position 0 holds the root offset,
   * never a value).
   */
  private int position(int field) {
    int slot = 4 + 2 * field;
    if (slot + 2 > vtableBytes) {
      return 0;
    }
    int offset = Short.toUnsignedInt(buffer.getShort(vtable + slot));
    return offset == 0 ? 0 : table + offset;
  }

  private int follow(int position) {
    return position + buffer.getInt(position);
  }

  int byteAt(int field) {
    int position = position(field);
    return position == 0 ? 0 : buffer.get(position);
  }

  int intAt(int field) {
    int position = position(field);
    return position == 0 ? 0 : buffer.getInt(position);
  }

  long longAt(int field) {
    int position = position(field);
    return position == 0 ? 0 : buffer.getLong(position);
  }

  float floatAt(int field) {
    int position = position(field);
    return position == 0 ? 0 : buffer.getFloat(position);
  }

  @Nullable FlatTable tableAt(int field) {
    int position = position(field);
    return position == 0 ? null : new FlatTable(buffer, follow(position));
  }

  @Nullable String stringAt(int field) {
    return position(field) == 0 ? null : StandardCharsets.UTF_8.decode(bytesAt(field)).toString();
  }

  /** The bytes of a vector, without a copy; empty if the field is absent. */
  ByteBuffer bytesAt(int field) {
    int size = sizeAt(field, 1);
    return buffer.slice(size == 0 ? 0 : start(field), size);
  }

  /** Bytes of the file, without a copy. */
  ByteBuffer sliceAt(long offset, long size) {
    Objects.checkFromIndexSize(offset, size, (long) buffer.limit());
    return buffer.slice((int) offset, (int) size);
  }

  int[] intsAt(int field) {
    int[] values = new int[sizeAt(field, Integer.BYTES)];
    for (int i = 0, at = start(field); i < values.length; i++, at += Integer.BYTES) {
      values[i] = buffer.getInt(at);
    }
    return values;
  }

  long[] longsAt(int field) {
    long[] values = new long[sizeAt(field, Long.BYTES)];
    for (int i = 0, at = start(field); i < values.length; i++, at += Long.BYTES) {
      values[i] = buffer.getLong(at);
    }
    return values;
  }

  float[] floatsAt(int field) {
    float[] values = new float[sizeAt(field, Float.BYTES)];
    for (int i = 0, at = start(field); i < values.length; i++, at += Float.BYTES) {
      values[i] = buffer.getFloat(at);
    }
    return values;
  }

  /** The length of a vector of tables. */
  int sizeAt(int field) {
    return sizeAt(field, Integer.BYTES);
  }

  /** One table of a vector. */
  FlatTable tableAt(int field, int index) {
    int element = start(field) + Integer.BYTES * Objects.checkIndex(index, sizeAt(field));
    return new FlatTable(buffer, follow(element));
  }

  /**
   * A vector of tables. Each is read only when it is asked for, so a hostile length costs nothing.
   */
  Stream<FlatTable> tablesAt(int field) {
    return IntStream.range(0, sizeAt(field)).mapToObj(index -> tableAt(field, index));
  }

  /** Where a vector's elements begin, behind its length; 0 if the vector is absent. */
  private int start(int field) {
    int position = position(field);
    return position == 0 ? 0 : follow(position) + Integer.BYTES;
  }

  /** A vector's length, checked before anyone uses it; 0 if the vector is absent. */
  private int sizeAt(int field, int elementBytes) {
    int start = start(field);
    if (start == 0) {
      return 0;
    }
    int size = buffer.getInt(start - Integer.BYTES);
    if (size < 0 || (long) size * elementBytes > buffer.limit() - start) {
      throw new IndexOutOfBoundsException(size);
    }
    return size;
  }
}
