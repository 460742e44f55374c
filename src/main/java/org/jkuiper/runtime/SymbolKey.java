package org.jkuiper.runtime;

import java.util.Objects;
import org.jkuiper.protocol.Control;
import org.jkuiper.protocol.Control.PluginType;
import org.jkuiper.protocol.Meta;
import org.jspecify.annotations.Nullable;

/** Tells one symbol at work from all others. All rules share a function, so it has no place. */
record SymbolKey(PluginType type, String symbolName, Meta meta) {

  static SymbolKey of(Control control) {
    return control.pluginType() == PluginType.FUNCTION
        ? function(control.symbolName())
        : new SymbolKey(control.pluginType(), control.symbolName(), control.meta());
  }

  static SymbolKey function(String symbolName) {
    return new SymbolKey(PluginType.FUNCTION, symbolName, Meta.NONE);
  }

  // Both written out, as those of Meta are.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SymbolKey key
        && type == key.type
        && symbolName.equals(key.symbolName)
        && meta.equals(key.meta);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, symbolName, meta);
  }
}
