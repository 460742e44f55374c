package org.jkuiper.host;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.Control.PluginType;
import org.jkuiper.protocol.Meta;
import org.jkuiper.sp.SpLimits;
import org.jspecify.annotations.Nullable;

/** The version whose habits the host has: eKuiper's versions differ. */
public enum EkuiperVersion {
  /**
   * 2.x, as of 2.4.2. It limits no message; a Java array does. A source's {@code DATASOURCE} comes
   * as one of its properties.
   */
  V2(true, Integer.MAX_VALUE - 64, Duration.ofSeconds(5)),

  /**
   * 1.14: takes a handshake on the control channel, after the first, for the answer to its command;
   * takes at most 1 MiB a message. A source's {@code DATASOURCE} comes beside its properties.
   */
  V1_14(false, 1 << 20, Duration.ofMillis(500));

  final boolean skipsHandshakesOnControl;
  private final int maxFrameBytes;

  /** How long one look for a source's message takes; then it looks again. */
  final Duration sourcePoll;

  EkuiperVersion(boolean skipsHandshakesOnControl, int maxFrameBytes, Duration sourcePoll) {
    this.skipsHandshakesOnControl = skipsHandshakesOnControl;
    this.maxFrameBytes = maxFrameBytes;
    this.sourcePoll = sourcePoll;
  }

  SpLimits limits() {
    return SpLimits.DEFAULT.withMaxFrameBytes(maxFrameBytes);
  }

  /** What a rule sends to start a source. */
  Control source(
      String symbol,
      Meta meta,
      String dataSource,
      Map<String, ? extends @Nullable Object> properties) {
    Map<String, @Nullable Object> config = new LinkedHashMap<>(properties);
    if (this == V1_14) {
      return new Control(symbol, meta, PluginType.SOURCE, dataSource, config);
    }
    // GetSourceConf sets these whatever the stream says.
    config.putIfAbsent("format", "json");
    config.put("datasource", dataSource);
    for (String option : List.of("key", "schemaId", "delimiter", "timestamp", "timestampFormat")) {
      config.putIfAbsent(option, "");
    }
    config.putIfAbsent("retainSize", 0);
    config.putIfAbsent("strictValidation", false);
    return new Control(symbol, meta, PluginType.SOURCE, "", config);
  }
}
