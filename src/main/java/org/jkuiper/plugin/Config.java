package org.jkuiper.plugin;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a source or sink, read by type. Every accessor throws {@link
 * IllegalArgumentException} that names the property where it is missing or of another type.
 * Immutable.
 */
public final class Config {
  private final String path;
  private final Map<String, @Nullable Object> values;

  /**
   * @param values the properties by name, values as JSON has them
   */
  public Config(Map<String, ? extends @Nullable Object> values) {
    this("", values);
  }

  private Config(String path, Map<String, ? extends @Nullable Object> values) {
    this.path = path;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** All properties, unmodifiable. */
  public Map<String, @Nullable Object> values() {
    return values;
  }

  public boolean has(String name) {
    return values.get(name) != null;
  }

  public String requiredString(String name) {
    return required(name).asString();
  }

  public String stringOr(String name, String otherwise) {
    return has(name) ? requiredString(name) : otherwise;
  }

  public int requiredInt(String name) {
    return required(name).asInt();
  }

  public int intOr(String name, int otherwise) {
    return has(name) ? requiredInt(name) : otherwise;
  }

  public long requiredLong(String name) {
    return required(name).asLong();
  }

  public long longOr(String name, long otherwise) {
    return has(name) ? requiredLong(name) : otherwise;
  }

  public double requiredDouble(String name) {
    return required(name).asDouble();
  }

  public double doubleOr(String name, double otherwise) {
    return has(name) ? requiredDouble(name) : otherwise;
  }

  public boolean requiredBoolean(String name) {
    return required(name).asBoolean();
  }

  public boolean booleanOr(String name, boolean otherwise) {
    return has(name) ? requiredBoolean(name) : otherwise;
  }

  /** A property that is a list; unmodifiable. */
  public List<@Nullable Object> requiredList(String name) {
    return required(name).asList();
  }

  /** A property that holds properties of its own; empty where it is missing. */
  public Optional<Config> nested(String name) {
    return has(name)
        ? Optional.of(new Config(path + name + ".", required(name).asMap()))
        : Optional.empty();
  }

  private TypedValue required(String name) {
    if (!has(name)) {
      throw new IllegalArgumentException("the property " + path + name + " is missing");
    }
    return new TypedValue("the property " + path + name, values.get(name));
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
