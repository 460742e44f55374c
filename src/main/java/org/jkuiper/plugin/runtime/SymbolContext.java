package org.jkuiper.plugin.runtime;

import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.protocol.Meta;

/** The place of a symbol, as its own code sees it. */
record SymbolContext(Meta meta, int funcId, System.Logger logger) implements FunctionContext {

  SymbolContext(Meta meta, System.Logger logger) {
    this(meta, 0, logger);
  }

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
