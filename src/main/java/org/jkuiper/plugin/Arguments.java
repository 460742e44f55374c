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

  /**
   * Binary data. eKuiper sends it as base64, which is decoded straight from the request. A text of
   * a message may be binary too: as base64, with line ends or without, or as a data URI.
   */
  byte[] bytes(int index);

  /**
   * Binary data without a copy, for what may be megabytes: decoded in place in the request, whose
   * array the next request takes again once {@link Function#exec} has returned. A heap buffer from
   * position 0 to the limit; its array holds more ({@link ByteBuffer#arrayOffset}). A second call
   * gives the same bytes, from position 0 again. The function may write to them, but should then
   * not ask for the argument again.
   */
  ByteBuffer buffer(int index);

  /**
   * The elements of a list, each to be read as an argument is; none where the argument is null. An
   * element that is null or of the wrong type so costs no other one:
   *
   * <pre>{@code
   * Arguments window = arguments.elements(0); // of collect(image)
   * for (int i = 0; i < window.size(); i++) {
   *   if (!window.isNull(i)) {
   *     ByteBuffer photograph = window.buffer(i);
   *     …
   *   }
   * }
   * }</pre>
   *
   * @throws IllegalArgumentException also if it has more than 10,000 elements
   */
  Arguments elements(int index);

  /** What an error calls it: {@code argument 1}, or {@code element 2 of argument 1}. */
  default String name(int index) {
    return "argument " + (index + 1);
  }

  /**
   * Whether the argument is null: the message lacks the field, or {@code collect} has found nothing
   * in its window. eKuiper sends both alike.
   */
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

  /** A list; unmodifiable. Null is one without elements, as {@link #isNull} tells. */
  default List<@Nullable Object> list(int index) {
    return isNull(index) ? List.of() : typed(index).asList();
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
   * A list of objects as records, such as {@code collect(*)} gives; see {@link #as} and {@link
   * #list}.
   *
   * @throws IllegalArgumentException with all faults of the first object that has any
   */
  default <R extends Record> List<R> listOf(int index, Class<R> type) {
    List<R> records = new ArrayList<>();
    for (Object element : list(index)) {
      String name = "element " + (records.size() + 1) + " of " + name(index);
      records.add(RecordReader.readData(type, new TypedValue(name, element)));
    }
    return Collections.unmodifiableList(records);
  }

  private TypedValue typed(int index) {
    return new TypedValue(name(index), get(index));
  }
}
