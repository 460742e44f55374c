package org.jkuiper.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jkuiper.plugin.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a call's {@code arg}, or of a list among them: where each begins and ends in the
 * request.
 */
final class RequestArguments implements Arguments {
  /** What nobody writes into an SQL; a list, which is one argument, may be longer. */
  private static final int MAX_ARGUMENTS = 1 << 16;

  /** No window has more; each costs many times the two bytes that an empty one has on the wire. */
  private static final int MAX_ELEMENTS = 10_000;

  /** The list that these are the elements of; null where they are a call's arguments. */
  private final @Nullable String list;

  private final byte[] json;

  /** Begin and end of each element, in turn. */
  private final int[] bounds;

  private final int size;

  /**
   * What now lies over the text of each: a {@link ByteBuffer} where it has been decoded in place;
   * for a list its elements, of which any may have been. Null where the text still stands.
   */
  private final @Nullable Object[] overlaid;

  private RequestArguments(@Nullable String list, byte[] json, int[] bounds, int size) {
    this.list = list;
    this.json = json;
    this.bounds = bounds;
    this.size = size;
    this.overlaid = new Object[size];
  }

  /**
   * Passes over an array, or over null where there are none.
   *
   * @param list what an error calls the list; null for a call's arguments
   */
  static RequestArguments scan(JsonScanner scanner, byte[] json, @Nullable String list)
      throws MalformedMessageException {
    int[] bounds = new int[8];
    int size = 0;
    if (!scanner.accept('[')) {
      scanner.skipValue();
      return new RequestArguments(list, json, bounds, 0);
    }
    int most = list == null ? MAX_ARGUMENTS : MAX_ELEMENTS;
    if (!scanner.accept(']')) {
      do {
        if (size == most) {
          throw new MalformedMessageException(
              list == null
                  ? "a function call with more than " + most + " arguments"
                  : "a list of more than " + most + " elements");
        }
        if (2 * size == bounds.length) {
          bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * size] = scanner.beginValue();
        scanner.skipValue();
        bounds[2 * size + 1] = scanner.position();
        size++;
      } while (scanner.accept(','));
      scanner.expect(']');
    }
    return new RequestArguments(list, json, bounds, size);
  }

  /** The same without those from {@code count} on. */
  RequestArguments first(int count) {
    return new RequestArguments(list, json, bounds, count);
  }

  @Override
  public int size() {
    return size;
  }

  /** The last one, which is the runtime's own: where it is no JSON, the message is malformed. */
  @Nullable Object readLast() throws MalformedMessageException {
    int begin = bounds[2 * size - 2];
    return Json.read(json, begin, bounds[2 * size - 1] - begin);
  }

  @Override
  public @Nullable Object get(int index) {
    JsonSlice slice = slice(index);
    if (overlaid[index] instanceof RequestArguments elements) {
      return elements.all();
    }
    return overlaid[index] == null
        ? slice.value()
        : Base64.getEncoder().encodeToString(bytes(index));
  }

  private List<@Nullable Object> all() {
    List<@Nullable Object> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(get(i));
    }
    return all;
  }

  @Override
  public boolean isNull(int index) {
    return slice(index).isNull();
  }

  @Override
  public boolean isList(int index) {
    return slice(index).isList();
  }

  @Override
  public byte[] bytes(int index) {
    JsonSlice slice = slice(index);
    if (!(overlaid[index] instanceof ByteBuffer bytes)) {
      return slice.bytes();
    }
    byte[] copy = new byte[bytes.limit()];
    bytes.get(0, copy);
    return copy;
  }

  @Override
  public ByteBuffer buffer(int index) {
    JsonSlice slice = slice(index);
    if (overlaid[index] instanceof ByteBuffer bytes) {
      return bytes.duplicate();
    }
    ByteBuffer decoded = slice.decodedInPlace();
    if (decoded == null) {
      return ByteBuffer.wrap(slice.bytes());
    }
    overlaid[index] = decoded;
    return decoded.duplicate();
  }

  @Override
  public Arguments elements(int index) {
    JsonSlice slice = slice(index);
    if (overlaid[index] instanceof RequestArguments elements) {
      return elements;
    }
    RequestArguments elements = elements(slice, name(index));
    if (slice.isList()) {
      overlaid[index] = elements;
    }
    return elements;
  }

  private RequestArguments elements(JsonSlice slice, String name) {
    try {
      return scan(slice.listScanner(), json, name);
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException(name + " is " + e.getMessage(), e);
    }
  }

  @Override
  public String name(int index) {
    return list == null ? "argument " + (index + 1) : "element " + (index + 1) + " of " + list;
  }

  private JsonSlice slice(int index) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(
          name(index) + " is missing: " + (list == null ? "the call has " : "it has ") + size);
    }
    return new JsonSlice(name(index), json, bounds[2 * index], bounds[2 * index + 1]);
  }
}
