package org.jkuiper.plugin;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one call.
 *
 * <pre>{@code
 * public Object exec(Arguments arguments, FunctionContext context) {
 *   byte[] photograph = arguments.bytes(0);
 *   int width = arguments.size() > 1 ? arguments.intValue(1) : 224;
 *   …
 * }
 * }</pre>
 *
 * <p>They are read from the request when they are asked for, and only then; valid until {@link
 * Function#exec} returns. Indices count from 0; an accessor throws {@link IllegalArgumentException}
 * where there is no such argument or it has another type, with a message that counts from 1, as
 * people do. For the one thread that the call is on.
 */
public interface Arguments {
  /** How many there are. */
  int size();

  /**
   * Any value: {@code null}, {@link String}, {@link Long}, {@link java.math.BigInteger}, {@link
   * Double}, {@link Boolean}, {@link List} or {@link Map}.
   */
  @Nullable Object get(int index);

  /** Binary data. eKuiper sends it as base64, which is decoded straight from the request. */
  byte[] bytes(int index);

  /**
   * Binary data without a copy, for what may be megabytes: decoded in place in the request, whose
   * array the next request takes again once {@link Function#exec} has returned. A heap buffer from
   * position 0 to the limit; its array holds more ({@link ByteBuffer#arrayOffset}). A second call
   * gives the same bytes, from position 0 again. The function may write to them, but should then
   * not ask for the argument again.
   */
  ByteBuffer buffer(int index);

  /** A list of binary data, such as {@code collect(self)} gives over a binary stream. */
  List<byte[]> byteArrays(int index);

  /** Whether the argument is null: the field is missing in the message. */
  default boolean isNull(int index) {
    return get(index) == null;
  }

  /** Whether the argument is a list: what an aggregate or {@code collect} gives. */
  default boolean isList(int index) {
    return get(index) instanceof List;
  }

  default String string(int index) {
    return typed(index).asString();
  }

  /** A whole number of 32 bits; a number with a fraction of zero counts as whole. */
  default int intValue(int index) {
    return typed(index).asInt();
  }

  /** A whole number of 64 bits; a number with a fraction of zero counts as whole. */
  default long longValue(int index) {
    return typed(index).asLong();
  }

  default double doubleValue(int index) {
    return typed(index).asDouble();
  }

  default boolean booleanValue(int index) {
    return typed(index).asBoolean();
  }

  /** A list; unmodifiable. */
  default List<@Nullable Object> list(int index) {
    return typed(index).asList();
  }

  /** An object; unmodifiable. */
  default Map<String, @Nullable Object> map(int index) {
    return typed(index).asMap();
  }

  /**
   * An object as a record: each component takes the field of its name, of the types that {@link
   * Config#as(Class)} lists. Fields that the record lacks are passed over; one that the record has
   * and the object lacks is a fault, unless it is an {@link java.util.Optional}.
   *
   * @throws IllegalArgumentException with all faults in one sentence
   */
  default <R extends Record> R as(int index, Class<R> type) {
    return RecordReader.readData(type, typed(index));
  }

  /**
   * A list of objects as records, such as {@code collect(*)} gives; see {@link #as}.
   *
   * @throws IllegalArgumentException with all faults of the first object that has any
   */
  default <R extends Record> List<R> listOf(int index, Class<R> type) {
    TypedValue list = typed(index);
    List<R> records = new ArrayList<>();
    for (Object element : list.asList()) {
      String name = "element " + (records.size() + 1) + " of " + list.name();
      records.add(RecordReader.readData(type, new TypedValue(name, element)));
    }
    return Collections.unmodifiableList(records);
  }

  private TypedValue typed(int index) {
    return new TypedValue("argument " + (index + 1), get(index));
  }
}
