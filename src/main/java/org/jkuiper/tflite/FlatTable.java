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
 * against the buffer's bounds, so that hostile bytes give an {@link IndexOutOfBoundsException} (or
 * a wrong value), never a fault.
 *
 * <p>Source: the <a href="https://flatbuffers.dev/internals/">FlatBuffers binary format</a>. Of the
 * generated classes for TFLite's two schemas we would use a dozen accessors, so this stands in
 * their place.
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

  @Nullable FlatTable tableAt(int field) {
    int position = position(field);
    return position == 0 ? null : new FlatTable(buffer, follow(position));
  }

  @Nullable String stringAt(int field) {
    ByteBuffer bytes = vector(field, 1);
    return bytes == null ? null : StandardCharsets.UTF_8.decode(bytes).toString();
  }

  /** The bytes of a vector, without a copy; empty where the field is absent. */
  ByteBuffer bytesAt(int field) {
    ByteBuffer bytes = vector(field, 1);
    return bytes == null ? ByteBuffer.allocate(0) : bytes;
  }

  int[] intsAt(int field) {
    ByteBuffer bytes = vector(field, Integer.BYTES);
    int[] values = new int[bytes == null ? 0 : bytes.remaining() / Integer.BYTES];
    if (bytes != null) {
      bytes.asIntBuffer().get(values);
    }
    return values;
  }

  long[] longsAt(int field) {
    ByteBuffer bytes = vector(field, Long.BYTES);
    long[] values = new long[bytes == null ? 0 : bytes.remaining() / Long.BYTES];
    if (bytes != null) {
      bytes.asLongBuffer().get(values);
    }
    return values;
  }

  float[] floatsAt(int field) {
    ByteBuffer bytes = vector(field, Float.BYTES);
    float[] values = new float[bytes == null ? 0 : bytes.remaining() / Float.BYTES];
    if (bytes != null) {
      bytes.asFloatBuffer().get(values);
    }
    return values;
  }

  /** The length of a vector of tables. */
  int sizeAt(int field) {
    ByteBuffer offsets = vector(field, Integer.BYTES);
    return offsets == null ? 0 : offsets.remaining() / Integer.BYTES;
  }

  /** One table of a vector. */
  FlatTable tableAt(int field, int index) {
    Objects.checkIndex(index, sizeAt(field));
    return new FlatTable(
        buffer, follow(follow(position(field)) + Integer.BYTES + Integer.BYTES * index));
  }

  /** A vector of tables, each read when asked for: a hostile length costs nothing. */
  Stream<FlatTable> tablesAt(int field) {
    return IntStream.range(0, sizeAt(field)).mapToObj(index -> tableAt(field, index));
  }

  /** The vector's bytes; the length is checked before anything is made of it. */
  private @Nullable ByteBuffer vector(int field, int elementBytes) {
    int position = position(field);
    if (position == 0) {
      return null;
    }
    int vector = follow(position);
    long bytes = Integer.toUnsignedLong(buffer.getInt(vector)) * elementBytes;
    int start = vector + Integer.BYTES;
    if (bytes > buffer.limit() - start) {
      throw new IndexOutOfBoundsException(bytes + " bytes from " + start);
    }
    return buffer.slice(start, (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
