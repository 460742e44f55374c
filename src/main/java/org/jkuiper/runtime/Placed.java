package org.jkuiper.runtime;

import org.jkuiper.plugin.Context;
import org.jkuiper.protocol.Meta;

/** A context whose place is that of eKuiper's message. */
interface Placed extends Context {
  Meta meta();

  @Override
  default String ruleId() {
    return meta().ruleId();
  }

  @Override
  default String opId() {
    return meta().opId();
  }

  @Override
  default int instanceId() {
    return meta().instanceId();
  }
}
