package org.jkuiper.runtime;

import org.jkuiper.plugin.Context;
import org.jkuiper.protocol.Meta;

/**
 * A context that reads its rule, operator and instance from the {@link Meta} of eKuiper's message.
 */
interface MetaContext extends Context {
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
