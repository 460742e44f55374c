package org.jkuiper.protocol;

import static java.lang.Boolean.TRUE;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jkuiper.text.Snippet;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Command} starts or stops.
 *
 * @param dataSource a stream's {@code DATASOURCE}; empty where there is none. eKuiper 1 sends it
 *     beside the properties; eKuiper 2 still has that place but fills it no more ({@code
 *     PortableSource.Configure} has no caller) and sends it as a property instead
 * @param config the properties; empty where there are none
 * @hidden internal
 */
public record Control(
    String symbolName,
    Meta meta,
    PluginType pluginType,
    String dataSource,
    Map<String, @Nullable Object> config) {

  /** eKuiper's {@code pluginType}: what kind of symbol. */
  public enum PluginType {
    SOURCE("source"),
    SINK("sink"),
    FUNCTION("func");

    private final String wire;

    PluginType(String wire) {
      this.wire = wire;
    }

    static PluginType of(@Nullable Object wire) throws MalformedMessageException {
      for (PluginType type : values()) {
        if (type.wire.equals(wire)) {
          return type;
        }
      }
      throw new MalformedMessageException("unknown pluginType " + Snippet.of(String.valueOf(wire)));
    }

    @Override
    public String toString() {
      return wire;
    }
  }

  /** Reads eKuiper's text. */
  @SuppressWarnings("unchecked")
  static Control parse(String json) throws MalformedMessageException {
    Map<String, @Nullable Object> object = Json.readObject(json);
    Map<String, @Nullable Object> config =
        object.get("config") instanceof Map<?, ?> properties
            ? (Map<String, @Nullable Object>) properties
            : Map.of();
    if (!(object.get("symbolName") instanceof String symbolName)) {
      throw new MalformedMessageException("a command without symbolName");
    }
    return new Control(
        symbolName,
        object.get("meta") instanceof Map<?, ?> meta
            ? Meta.of((Map<String, @Nullable Object>) meta)
            : Meta.NONE,
        PluginType.of(object.get("pluginType")),
        object.get("dataSource") instanceof String dataSource
            ? dataSource
            : config.get("datasource") instanceof String property ? property : "",
        config);
  }

  /** The text as eKuiper writes it. */
  String toJson() {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("symbolName", symbolName);
    // A function's start has a zero Meta.
    object.put("meta", meta);
    object.put("pluginType", pluginType.toString());
    if (pluginType == PluginType.SOURCE && !dataSource.isEmpty()) {
      object.put("dataSource", dataSource);
    }
    if (!config.isEmpty()) {
      object.put("config", GoJson.ofGo(config));
    }
    return GoJson.text(object);
  }

  /**
   * Whether eKuiper waits for an acknowledgement of each message to this sink. It reads the
   * property without regard to case (mapstructure), and refuses the rule where it is no boolean.
   */
  public boolean requiresAck() {
    if (config.get("requireAck") instanceof Boolean exact) {
      return exact;
    }
    return config.entrySet().stream()
        .anyMatch(p -> p.getKey().equalsIgnoreCase("requireAck") && TRUE.equals(p.getValue()));
  }
}
