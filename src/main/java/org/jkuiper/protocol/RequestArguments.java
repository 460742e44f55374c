package org.jkuiper.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jkuiper.plugin.Arguments;
import org.jspecify.annotations.Nullable;

/** The elements of a call's {@code arg}: where each begins and ends in the request. */
final class RequestArguments implements Arguments {
  /** What nobody writes into an SQL; a list, which is one argument, may be longer. */
  private static final int MAX_ARGUMENTS = 1 << 16;

  private final byte[] json;

  /** Begin and end of each element, in turn. */
  private final int[] bounds;

  private final int size;

  /** What now lies over the text of an argument, where one has been decoded in place. */
  private final @Nullable ByteBuffer[] decoded;

  private RequestArguments(byte[] json, int[] bounds, int size) {
    this.json = json;
    this.bounds = bounds;
    this.size = size;
    this.decoded = new ByteBuffer[size];
  }

  /** Passes over an array, or over null where a call has no arguments. */
  static RequestArguments scan(JsonScanner scanner, byte[] json) throws MalformedMessageException {
    int[] bounds = new int[8];
    int size = 0;
    if (!scanner.accept('[')) {
      scanner.skipValue();
      return new RequestArguments(json, bounds, 0);
    }
    if (!scanner.accept(']')) {
      do {
        if (size == MAX_ARGUMENTS) {
          throw new MalformedMessageException(
              "a function call with more than " + MAX_ARGUMENTS + " arguments");
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
    return new RequestArguments(json, bounds, size);
  }

  /** The same without those from {@code count} on. */
  RequestArguments first(int count) {
    return new RequestArguments(json, bounds, count);
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
    return decoded[index] == null
        ? slice.value()
        : Base64.getEncoder().encodeToString(bytes(index));
  }

  @Override
  public boolean isList(int index) {
    return slice(index).isList();
  }

  @Override
  public byte[] bytes(int index) {
    JsonSlice slice = slice(index);
    ByteBuffer bytes = decoded[index];
    if (bytes == null) {
      return slice.bytes();
    }
    byte[] copy = new byte[bytes.limit()];
    bytes.get(0, copy);
    return copy;
  }

  @Override
  public ByteBuffer buffer(int index) {
    JsonSlice slice = slice(index);
    ByteBuffer bytes = decoded[index];
    if (bytes == null) {
      bytes = slice.decodedInPlace();
      decoded[index] = bytes;
    }
    return bytes == null ? ByteBuffer.wrap(slice.bytes()) : bytes.duplicate();
  }

  @Override
  public List<byte[]> byteArrays(int index) {
    return slice(index).byteArrays();
  }

  private JsonSlice slice(int index) {
    String name = "argument " + (index + 1);
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException(name + " is missing: the call has " + size);
    }
    return new JsonSlice(name, json, bounds[2 * index], bounds[2 * index + 1]);
  }
}
