package org.jkuiper.plugin.runtime;

import org.jkuiper.plugin.Context;
import org.jkuiper.protocol.Meta;

/** The place of a symbol, as its own code sees it. */
record SymbolContext(Meta meta, System.Logger logger) implements Context {

  @Override
  public String ruleId() {
    return meta.ruleId();
  }

  @Override
  public String opId() {
    return meta.opId();
  }

  @Override
  public int instanceId() {
    return meta.instanceId();
  }
}
