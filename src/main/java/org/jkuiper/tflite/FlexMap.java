package org.jkuiper.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbers in a FlexBuffer that is a map, as converters write the options of custom operators.
 * TFLite reads these options unchecked: an offset that leads astray makes it read outside its
 * memory. So this class refuses whatever is not a plain map of numbers whose parts all lie in the
 * buffer, and whose keys are in order, so that TFLite's binary search finds what was checked.
 *
 * <p>Source: the <a href="https://flatbuffers.dev/internals/">FlexBuffers binary format</a>. The
 * library that reads it in Java does not verify it, nor does the order of the keys matter to it.
 */
final class FlexMap {

  private static final int MAX_ENTRIES = 100;

  // Types of the format.
  private static final int NULL = 0;
  private static final int INT = 1;
  private static final int UINT = 2;
  private static final int FLOAT = 3;
  private static final int MAP = 9;
  private static final int BOOL = 26;

  private final ByteBuffer bytes;
  private final Map<String, Double> numbers = new HashMap<>();

  private FlexMap(ByteBuffer bytes) {
    this.bytes = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Reads a map.
   *
   * @throws ModelException if it is anything but a map of numbers
   */
  static FlexMap read(ByteBuffer bytes) throws ModelException {
    FlexMap map = new FlexMap(bytes);
    try {
      map.read();
    } catch (IndexOutOfBoundsException e) {
      throw new ModelException("an offset leads out of its options", e);
    }
    return map;
  }

  boolean has(String key) {
    return numbers.containsKey(key);
  }

  /** A number, true as 1; 0 if the map does not have it, as TFLite takes it. */
  double number(String key) {
    return numbers.getOrDefault(key, 0d);
  }

  private void read() throws ModelException {
    int rootWidth = bytes.get(bytes.limit() - 1);
    int rootType = bytes.get(bytes.limit() - 2) & 0xff;
    require(rootType >> 2 == MAP);
    int width = 1 << (rootType & 3);
    int map = target(bytes.limit() - 2 - rootWidth, rootWidth);
    int keyWidth = (int) unsigned(map - 2 * width, width);
    int keys = target(map - 3 * width, width);
    int size = (int) unsigned(map - width, width);
    require(size <= MAX_ENTRIES && size == unsigned(keys - keyWidth, keyWidth));
    String before = "";
    for (int i = 0; i < size; i++) {
      String key = key(target(keys + i * keyWidth, keyWidth));
      require(i == 0 || before.compareTo(key) < 0);
      before = key;
      int at = map + i * width;
      switch ((bytes.get(map + size * width + i) & 0xff) >> 2) {
        case NULL -> {}
        case INT -> numbers.put(key, (double) signed(at, width));
        case UINT, BOOL -> numbers.put(key, (double) unsigned(at, width));
        case FLOAT -> numbers.put(key, real(at, width));
        default -> require(false);
      }
    }
  }

  /** Where an offset leads; offsets count backwards. */
  private int target(int at, int width) throws ModelException {
    long target = at - unsigned(at, width);
    require(target >= 0 && target <= bytes.limit());
    return (int) target;
  }

  private String key(int from) {
    int to = from;
    while (bytes.get(to) != 0) {
      to++;
    }
    StringBuilder key = new StringBuilder();
    for (int i = from; i < to; i++) {
      key.append((char) (bytes.get(i) & 0xff));
    }
    return key.toString();
  }

  private long unsigned(int at, int width) throws ModelException {
    long value = signed(at, width);
    long bits = width == 8 ? value : value & ((1L << (8 * width)) - 1);
    require(bits >= 0);
    return bits;
  }

  private long signed(int at, int width) throws ModelException {
    return switch (width) {
      case 1 -> bytes.get(at);
      case 2 -> bytes.getShort(at);
      case 4 -> bytes.getInt(at);
      case 8 -> bytes.getLong(at);
      default -> throw notNumbers();
    };
  }

  private double real(int at, int width) throws ModelException {
    require(width >= 4);
    return width == 4 ? bytes.getFloat(at) : bytes.getDouble(at);
  }

  private static void require(boolean condition) throws ModelException {
    if (!condition) {
      throw notNumbers();
    }
  }

  private static ModelException notNumbers() {
    return new ModelException("its options are not a map of numbers");
  }
}
