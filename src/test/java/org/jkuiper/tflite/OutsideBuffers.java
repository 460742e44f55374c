package org.jkuiper.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/** Moves a model's constants behind its FlatBuffer, as today's writers leave large ones. */
public final class OutsideBuffers {
  private static final int ALIGNMENT = 16;

  /** Length 10, a table of 20 bytes, no data, the offset at 4, the size at 12. */
  private static final short[] VTABLE = {10, 20, 0, 4, 12};

  private OutsideBuffers() {}

  /**
   * The same model with each constant behind it, and zeros where it was. New tables of buffers
   * stand at the end of the FlatBuffer, to which the root now points.
   */
  public static byte[] of(byte[] model) {
    ByteBuffer old = ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN);
    int list = field(old, old.getInt(0), Schema.MODEL_BUFFERS);
    int vector = list + old.getInt(list);
    int count = old.getInt(vector);

    int vtable = aligned(model.length);
    int newVector = vtable + ALIGNMENT;
    // Four bytes before a multiple of 8, on which the table's two long numbers lie.
    int tables = aligned(newVector + Integer.BYTES * (1 + count)) + 4;
    int data = aligned(tables + 24 * count);
    int end = data;
    for (int i = 0; i < count; i++) {
      end = aligned(end + size(old, vector, i));
    }

    ByteBuffer moved = ByteBuffer.wrap(Arrays.copyOf(model, end)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < VTABLE.length; i++) {
      moved.putShort(vtable + Short.BYTES * i, VTABLE[i]);
    }
    moved.putInt(list, newVector - list);
    moved.putInt(newVector, count);
    for (int i = 0; i < count; i++) {
      int table = tables + 24 * i;
      int element = newVector + Integer.BYTES * (1 + i);
      moved.putInt(element, table - element);
      moved.putInt(table, table - vtable);
      int size = size(old, vector, i);
      if (size > 0) {
        int from = content(old, vector, i) + Integer.BYTES;
        moved.putLong(table + 4, data);
        moved.putLong(table + 12, size);
        moved.put(data, model, from, size);
        Arrays.fill(moved.array(), from, from + size, (byte) 0);
        data = aligned(data + size);
      }
    }
    return moved.array();
  }

  /** Which bytes of a model are constants. */
  static BitSet constants(byte[] model) {
    ByteBuffer bytes = ByteBuffer.wrap(model).order(ByteOrder.LITTLE_ENDIAN);
    int list = field(bytes, bytes.getInt(0), Schema.MODEL_BUFFERS);
    int vector = list + bytes.getInt(list);
    BitSet constants = new BitSet();
    for (int i = 0; i < bytes.getInt(vector); i++) {
      int from = content(bytes, vector, i) + Integer.BYTES;
      constants.set(from, from + size(bytes, vector, i));
    }
    return constants;
  }

  private static int aligned(int position) {
    return (position + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static int size(ByteBuffer model, int vector, int index) {
    int content = content(model, vector, index);
    return content == 0 ? 0 : model.getInt(content);
  }

  /** Where a buffer's vector of bytes begins, with its length; 0 where there is none. */
  private static int content(ByteBuffer model, int vector, int index) {
    int element = vector + Integer.BYTES * (1 + index);
    int data = field(model, element + model.getInt(element), Schema.BUFFER_DATA);
    return data == 0 ? 0 : data + model.getInt(data);
  }

  /** Where a field lies; 0 where there is none. */
  private static int field(ByteBuffer model, int table, int number) {
    int vtable = table - model.getInt(table);
    int slot = 4 + Short.BYTES * number;
    int offset = slot < model.getShort(vtable) ? model.getShort(vtable + slot) : 0;
    return offset == 0 ? 0 : table + offset;
  }
}
