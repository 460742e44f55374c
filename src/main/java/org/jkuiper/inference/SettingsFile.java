package org.jkuiper.inference;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jkuiper.text.Snippet;
import org.jkuiper.tflite.ModelException;
import org.jspecify.annotations.Nullable;

/**
 * A file of keys and values. Each value is read as the kind that it must be, or refused with a
 * sentence.
 */
final class SettingsFile {
  private final String name;
  private final Properties properties;

  private SettingsFile(String name, Properties properties) {
    this.name = name;
    this.properties = properties;
  }

  /**
   * Reads the file. If it is absent, it sets nothing.
   *
   * @param file may be null, which is absent too
   * @param keys the keys that it may set
   * @throws ModelException if the file cannot be read or sets another key
   */
  static SettingsFile read(@Nullable Path file, Set<String> keys) throws ModelException {
    SettingsFile read = ofAnyKeys(file);
    Set<String> unknown = new TreeSet<>(read.properties.stringPropertyNames());
    unknown.removeAll(keys);
    if (!unknown.isEmpty()) {
      throw new ModelException(
          read.name
              + " sets "
              + Snippet.of(unknown.toString())
              + ", of which nothing is known; it may set "
              + new TreeSet<>(keys));
    }
    return read;
  }

  /**
   * The same for somebody who does not know all keys that it may set.
   *
   * @throws ModelException if the file cannot be read
   */
  static SettingsFile ofAnyKeys(@Nullable Path file) throws ModelException {
    String name = file == null ? "" : String.valueOf(file.getFileName());
    Properties properties = new Properties();
    if (file != null && Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new ModelException(name + " cannot be read: " + e.getMessage(), e);
      }
    }
    return new SettingsFile(name, properties);
  }

  /** The file's name, without its folder. */
  String name() {
    return name;
  }

  /** Those of the keys that are set, in order, with their values. */
  Map<String, String> texts(Set<String> keys) {
    Map<String, String> texts = new TreeMap<>();
    for (String key : keys) {
      String value = properties.getProperty(key);
      if (value != null) {
        texts.put(key, value.strip());
      }
    }
    return texts;
  }

  /** A value without the blanks around it. */
  Optional<String> text(String key) {
    return Optional.ofNullable(properties.getProperty(key)).map(String::strip);
  }

  /**
   * A whole number from 1.
   *
   * @throws ModelException if the value is no such number, or more than {@code most}
   */
  long number(String key, long otherwise, long most) throws ModelException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text.get());
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Reported below.
    }
    throw wrong(key, text.get(), "a whole number from 1 to " + most);
  }

  /**
   * One number or three, with commas between them; none if the key is not set.
   *
   * @throws ModelException if the value is anything else
   */
  List<Float> oneOrThree(String key) throws ModelException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return List.of();
    }
    List<Float> numbers = new ArrayList<>();
    try {
      for (String number : text.get().split(",", -1)) {
        numbers.add(Float.parseFloat(number.strip()));
      }
    } catch (NumberFormatException e) {
      numbers.clear();
    }
    if ((numbers.size() == 1 || numbers.size() == 3)
        && numbers.stream().allMatch(Float::isFinite)) {
      return List.copyOf(numbers);
    }
    throw wrong(key, text.get(), "one number or three, as 1,2,3");
  }

  /**
   * One of an enum's constants, in letters of either case.
   *
   * @throws ModelException if the value is none of them
   */
  <E extends Enum<E>> Optional<E> one(String key, Class<E> type) throws ModelException {
    Optional<String> text = text(key);
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(constant(key, text.get(), text.get(), type));
  }

  /**
   * Some of an enum's constants, with commas between them.
   *
   * @throws ModelException if a part of the value is none of them
   */
  <E extends Enum<E>> Optional<Set<E>> several(String key, Class<E> type) throws ModelException {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Set<E> constants = EnumSet.noneOf(type);
    for (String one : text.get().split(",", -1)) {
      constants.add(constant(key, text.get(), one.strip(), type));
    }
    return Optional.of(constants);
  }

  private <E extends Enum<E>> E constant(String key, String text, String one, Class<E> type)
      throws ModelException {
    try {
      return Enum.valueOf(type, one.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ModelException(
          name
              + " sets "
              + key
              + "="
              + Snippet.of(text)
              + ", but "
              + Snippet.of(one)
              + " is none of "
              + Arrays.toString(type.getEnumConstants()),
          e);
    }
  }

  private ModelException wrong(String key, String text, String right) {
    return new ModelException(
        name + " sets " + key + "=" + Snippet.of(text) + ", but it must be " + right);
  }
}
