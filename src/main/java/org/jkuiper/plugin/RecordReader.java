package org.jkuiper.plugin;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jkuiper.text.Snippet;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects as records: each component takes the value of its name. Collects all faults,
 * so that the person who made the rule mends them in one go.
 */
final class RecordReader {
  /** Stands for a value that could not be had; the fault is noted. */
  private static final Object FAULTY = new Object();

  /** Names allowed at the top beyond the record's; null where any name is. */
  private final @Nullable Iterable<String> alsoAllowed;

  private final List<String> faults = new ArrayList<>();

  private RecordReader(@Nullable Iterable<String> alsoAllowed) {
    this.alsoAllowed = alsoAllowed;
  }

  /** Reads a configuration, where a name that nobody knows is a fault. */
  static <R extends Record> R readConfig(
      Class<R> type, @Nullable R defaults, String path, Map<String, @Nullable Object> values) {
    return new RecordReader(EkuiperProperties.NAMES).whole(type, defaults, path, values);
  }

  /** Reads data, which may have more fields than the record. */
  static <R extends Record> R readData(Class<R> type, TypedValue value) {
    return new RecordReader(null).whole(type, null, value.name() + ": ", value.asMap());
  }

  private <R extends Record> R whole(
      Class<R> type, @Nullable R defaults, String path, Map<String, @Nullable Object> values) {
    Object read = read(type, defaults, path, values);
    if (faults.isEmpty()) {
      return type.cast(read);
    }
    throw new IllegalArgumentException(
        faults.size() == 1
            ? faults.get(0)
            : faults.size() + " faults: " + String.join("; ", faults));
  }

  private Object read(
      Class<?> type, @Nullable Object defaults, String path, Map<String, @Nullable Object> values) {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] arguments = new Object[components.length];
    boolean whole = true;
    for (int i = 0; i < components.length; i++) {
      arguments[i] = component(components[i], defaults, path, values);
      whole &= arguments[i] != FAULTY;
    }
    checkNames(components, path, values);
    return whole ? make(type, path, arguments) : FAULTY;
  }

  private Object component(
      RecordComponent component,
      @Nullable Object defaults,
      String path,
      Map<String, @Nullable Object> values) {
    String name = component.getName();
    Object value = values.get(name);
    Object otherwise = defaults == null ? null : get(component, defaults);
    if (value == null && otherwise != null) {
      return otherwise;
    }
    boolean optional = component.getType() == Optional.class;
    if (value == null && optional) {
      return Optional.empty();
    }
    if (value == null) {
      faults.add(property(path, name) + " is missing");
      return FAULTY;
    }
    return value(component.getGenericType(), otherwise, path, name, value);
  }

  /** The value as the type wants it, or {@link #FAULTY}. */
  private Object value(
      Type type, @Nullable Object defaults, String path, String name, @Nullable Object value) {
    TypedValue typed = new TypedValue(property(path, name), value);
    try {
      if (type instanceof ParameterizedType generic) {
        return generic(generic, path, name, typed);
      }
      if (!(type instanceof Class<?> raw)) {
        throw unsupported(type);
      }
      return raw.isRecord()
          ? read(raw, defaults, path + name + ".", typed.asMap())
          : scalar(raw, typed);
    } catch (IllegalArgumentException e) {
      faults.add(String.valueOf(e.getMessage()));
      return FAULTY;
    }
  }

  private Object generic(ParameterizedType type, String path, String name, TypedValue typed) {
    Type[] of = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      Object value = value(of[0], null, path, name, typed.value());
      return value == FAULTY ? FAULTY : Optional.of(value);
    }
    if (type.getRawType() == List.class) {
      List<Object> list = new ArrayList<>();
      for (Object element : typed.asList()) {
        list.add(value(of[0], null, path, name + "[" + list.size() + "]", element));
      }
      return list.contains(FAULTY) ? FAULTY : Collections.unmodifiableList(list);
    }
    if (type.getRawType() == Map.class && of[0] == String.class) {
      Map<String, Object> map = new LinkedHashMap<>();
      typed
          .asMap()
          .forEach((key, v) -> map.put(key, value(of[1], null, path + name + ".", key, v)));
      return map.containsValue(FAULTY) ? FAULTY : Collections.unmodifiableMap(map);
    }
    throw unsupported(type);
  }

  private static Object scalar(Class<?> type, TypedValue typed) {
    if (type == String.class) {
      return typed.asString();
    } else if (type == int.class || type == Integer.class) {
      return typed.asInt();
    } else if (type == long.class || type == Long.class) {
      return typed.asLong();
    } else if (type == double.class || type == Double.class) {
      return typed.asDouble();
    } else if (type == boolean.class || type == Boolean.class) {
      return typed.asBoolean();
    } else if (type == Duration.class) {
      return typed.asDuration();
    } else if (type == byte[].class) {
      return typed.asBytes();
    } else if (type.isEnum()) {
      return constant(type, typed);
    } else if (type == Object.class && typed.value() != null) {
      return typed.value();
    }
    throw unsupported(type);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Object constant(Class<?> type, TypedValue typed) {
    return typed.asEnum((Class) type);
  }

  /** The author's mistake, not the user's: it is not one of the faults. */
  private static UnsupportedOperationException unsupported(Type type) {
    return new UnsupportedOperationException(
        "a record that is read from JSON cannot have a component of type " + type.getTypeName());
  }

  private void checkNames(
      RecordComponent[] components, String path, Map<String, @Nullable Object> values) {
    if (alsoAllowed == null) {
      return;
    }
    List<String> known = Arrays.stream(components).map(RecordComponent::getName).toList();
    List<String> unknown = new ArrayList<>(values.keySet());
    unknown.removeAll(known);
    if (path.isEmpty()) {
      alsoAllowed.forEach(unknown::remove);
    }
    for (String name : unknown) {
      faults.add(property(path, name) + " is unknown; known are " + String.join(", ", known));
    }
  }

  private Object make(Class<?> type, String path, @Nullable Object[] arguments) {
    try {
      Constructor<?> constructor =
          type.getDeclaredConstructor(
              Arrays.stream(type.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
      constructor.setAccessible(true); // a plugin's records need not be public
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        faults.add(
            (path.isEmpty() ? "" : path.substring(0, path.length() - 1) + ": ")
                + refusal.getMessage());
        return FAULTY;
      }
      throw new IllegalStateException("cannot make a " + type.getName(), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type.getName(), e);
    }
  }

  private static @Nullable Object get(RecordComponent component, Object instance) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(instance);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private String property(String path, String name) {
    return (alsoAllowed == null ? "" : "the property ") + Snippet.of(path + name);
  }
}
