package org.jkuiper.protocol;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jkuiper.text.Snippet;
import org.jspecify.annotations.Nullable;

/**
 * JSON to plain Java values and back, on Jackson's streaming core: databind would cost more at
 * start-up than the whole rest of the runtime. Jackson's default limits hold (depth 1,000, numbers
 * of 1,000 digits); a key that stands twice is refused, and so is what would take more than a
 * quarter of the heap. Thread-safe.
 *
 * @hidden internal
 */
public final class Json {
  /** {@code [1],} is three tokens of four bytes, and 84 bytes of Java: none takes more than 64. */
  private static final long MAX_TOKENS = Runtime.getRuntime().maxMemory() / 4 / 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxTokenCount(MAX_TOKENS).build())
          .errorReportConfiguration(
              ErrorReportConfiguration.builder()
                  .maxErrorTokenLength(Snippet.MOST_CHARACTERS)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          // UTF-8 and nothing else: in UTF-16, a value would end elsewhere than JsonScanner says.
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .build();

  private Json() {}

  /**
   * Reads one value: {@code null}, {@link String}, {@link Long}, {@link BigInteger}, {@link
   * Double}, {@link Boolean}, {@link List} or {@link Map}.
   *
   * @throws MalformedMessageException if the bytes are not one JSON value
   */
  public static @Nullable Object read(byte[] json, int offset, int length)
      throws MalformedMessageException {
    try (JsonParser parser = FACTORY.createParser(json, offset, length)) {
      if (parser.nextToken() == null) {
        throw new MalformedMessageException("empty where JSON should be");
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new MalformedMessageException("more than one JSON value");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw new MalformedMessageException("not JSON: " + e.getOriginalMessage(), e);
    } catch (MalformedMessageException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedMessageException("not JSON: " + e.getMessage(), e);
    }
  }

  /** {@link #read(byte[], int, int) Reads} a text. */
  public static @Nullable Object read(String json) throws MalformedMessageException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return read(bytes, 0, bytes.length);
  }

  /**
   * {@link #read(String) Reads} a text that must be an object.
   *
   * @throws MalformedMessageException also where it is another value
   */
  public static Map<String, @Nullable Object> readObject(String json)
      throws MalformedMessageException {
    return object(read(json));
  }

  /** {@link #read(byte[], int, int) Reads} the remaining bytes of a heap buffer as an object. */
  static Map<String, @Nullable Object> readObject(ByteBuffer json)
      throws MalformedMessageException {
    return object(read(json.array(), json.arrayOffset() + json.position(), json.remaining()));
  }

  /** The same of bytes as eKuiper reads them: what is no UTF-8 is U+FFFD to Go. */
  static Map<String, @Nullable Object> readObjectAsGo(byte[] json)
      throws MalformedMessageException {
    return readObject(new String(json, StandardCharsets.UTF_8));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> object(@Nullable Object value)
      throws MalformedMessageException {
    if (value instanceof Map<?, ?> object) {
      return (Map<String, @Nullable Object>) object;
    }
    throw new MalformedMessageException("not a JSON object");
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? parser.getBigIntegerValue()
              : (Object) parser.getLongValue();
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          map.put(key, value(parser));
        }
        yield map;
      }
      default -> throw new MalformedMessageException("not JSON: unexpected " + token);
    };
  }

  /**
   * Writes {@code null}, {@link CharSequence}, {@link Number}, {@link Boolean}, {@link Character},
   * enums, {@link Iterable}, {@link Map}, {@link Optional}, arrays, {@code byte[]} (as base64) and
   * records, as UTF-8.
   *
   * @throws IllegalArgumentException if a value is none of these, or is NaN or infinite, or is
   *     nested more than 1,000 deep
   */
  public static byte[] write(@Nullable Object value) {
    try (ByteArrayBuilder out = new ByteArrayBuilder()) {
      write(value, out);
      return out.toByteArray();
    }
  }

  /** {@link #write(Object) Writes} to memory that the caller reuses. */
  public static void write(@Nullable Object value, ByteArrayOutputStream out) {
    write(value, (OutputStream) out);
  }

  private static void write(@Nullable Object value, OutputStream out) {
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      // What fails half way must not be closed into valid JSON.
      generator.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      write(value, generator);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("JSON cannot carry it: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text that holds the value; see {@link #write(Object)}. */
  public static String text(@Nullable Object value) {
    return new String(write(value), StandardCharsets.UTF_8);
  }

  private static void write(@Nullable Object value, JsonGenerator out) throws IOException {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof CharSequence || value instanceof Character) {
      out.writeString(value.toString());
    } else if (value instanceof Boolean bool) {
      out.writeBoolean(bool);
    } else if (value instanceof Number number) {
      writeNumber(number, out);
    } else if (value instanceof Enum<?> constant) {
      out.writeString(constant.name());
    } else if (value instanceof byte[] binary) {
      out.writeBinary(binary);
    } else if (value instanceof Optional<?> optional) {
      write(optional.orElse(null), out);
    } else if (value instanceof Map<?, ?> map) {
      out.writeStartObject(map);
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName(String.valueOf(entry.getKey()));
        write(entry.getValue(), out);
      }
      out.writeEndObject();
    } else if (value instanceof Iterable<?> elements) {
      out.writeStartArray(elements);
      for (Object element : elements) {
        write(element, out);
      }
      out.writeEndArray();
    } else if (value.getClass().isArray()) {
      out.writeStartArray(value);
      for (int i = 0; i < Array.getLength(value); i++) {
        write(Array.get(value, i), out);
      }
      out.writeEndArray();
    } else if (value instanceof Record instance) {
      writeRecord(instance, out);
    } else {
      throw new IllegalArgumentException("JSON cannot carry a " + value.getClass().getName());
    }
  }

  private static void writeNumber(Number number, JsonGenerator out) throws IOException {
    if (number instanceof Double || number instanceof Float) {
      double real = number.doubleValue();
      if (Double.isNaN(real) || Double.isInfinite(real)) {
        throw new IllegalArgumentException("JSON cannot carry the number " + real);
      }
      if (number instanceof Float) {
        out.writeNumber(number.floatValue());
      } else {
        out.writeNumber(real);
      }
    } else if (number instanceof BigInteger big) {
      out.writeNumber(big);
    } else if (number instanceof BigDecimal big) {
      out.writeNumber(big);
    } else {
      out.writeNumber(number.longValue());
    }
  }

  private static final ClassValue<RecordComponent[]> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
          RecordComponent[] components = type.getRecordComponents();
          for (RecordComponent component : components) {
            // A plugin's records need not be public.
            component.getAccessor().setAccessible(true);
          }
          return components;
        }
      };

  private static void writeRecord(Record instance, JsonGenerator out) throws IOException {
    out.writeStartObject(instance);
    for (RecordComponent component : COMPONENTS.get(instance.getClass())) {
      out.writeFieldName(component.getName());
      try {
        write(component.getAccessor().invoke(instance), out);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalArgumentException("cannot read " + component, e);
      }
    }
    out.writeEndObject();
  }
}
