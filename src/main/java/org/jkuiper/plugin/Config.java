package org.jkuiper.plugin;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a source or sink, read by type: one by one, or all at once as a record.
 *
 * <pre>{@code
 * record RandomConfig(Duration interval, Integer seed, Map<String, Long> pattern, int deduplicate) {}
 *
 * // seed and pattern have no default: they must be there
 * RandomConfig random = config.as(new RandomConfig(Duration.ofSeconds(1), null, null, 0));
 * }</pre>
 *
 * <p>A property that is null counts as missing. Every accessor throws {@link
 * IllegalArgumentException} that names the property where it is missing or of another type; thrown
 * on from {@code configure} it stops the rule with that sentence in eKuiper's log. eKuiper's own
 * properties ({@code format}, {@code requireAck}, {@code concurrency} …) arrive among the plugin's.
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

  /**
   * All properties as a record. Each component takes the property of its name; its type is a {@code
   * String}, {@code int}, {@code long}, {@code double}, {@code boolean} or their boxes, {@link
   * Duration}, an enum (upper or lower case), {@code byte[]} (base64), {@code Object}, another
   * record, or an {@link Optional}, {@link List} or {@link Map} (by {@code String}) of these. A
   * missing property is a fault unless it is an {@code Optional}; so is one that neither the record
   * nor eKuiper knows. An {@code IllegalArgumentException} that the record's constructor throws
   * counts as a fault too.
   *
   * @throws IllegalArgumentException with all faults in one sentence
   * @throws UnsupportedOperationException if a component has another type
   */
  public <R extends Record> R as(Class<R> type) {
    return RecordReader.readConfig(type, null, path, values);
  }

  /**
   * The same with defaults: a missing property has the value that {@code defaults} has, nested
   * records included; it is a fault only where that is null.
   *
   * @throws IllegalArgumentException with all faults in one sentence
   * @throws UnsupportedOperationException if a component has a type that can't be read
   */
  @SuppressWarnings("unchecked")
  public <R extends Record> R as(R defaults) {
    return RecordReader.readConfig((Class<R>) defaults.getClass(), defaults, path, values);
  }

  /** All properties, unmodifiable; values as JSON has them. */
  public Map<String, @Nullable Object> values() {
    return values;
  }

  /** Whether the property is there and not null. */
  public boolean has(String name) {
    return values.get(name) != null;
  }

  public String requiredString(String name) {
    return required(name).asString();
  }

  public String stringOr(String name, String otherwise) {
    return has(name) ? requiredString(name) : otherwise;
  }

  /** A whole number of 32 bits; a fraction of zero counts as whole. */
  public int requiredInt(String name) {
    return required(name).asInt();
  }

  public int intOr(String name, int otherwise) {
    return has(name) ? requiredInt(name) : otherwise;
  }

  /** A whole number of 64 bits; a fraction of zero counts as whole. */
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

  /**
   * As eKuiper's own: a text such as {@code "1m30s"}, or a number of milliseconds. Never negative.
   */
  public Duration requiredDuration(String name) {
    return required(name).asDuration();
  }

  public Duration durationOr(String name, Duration otherwise) {
    return has(name) ? requiredDuration(name) : otherwise;
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

  /** The names of the properties, not their values: among them may be a password. */
  @Override
  public String toString() {
    return "Config" + values.keySet();
  }
}
