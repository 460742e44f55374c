package org.jkuiper.runtime;

import java.util.function.Supplier;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.protocol.Meta;

/** The place of one call of a function, as its own code sees it. */
record CallContext(Meta meta, int funcId, System.Logger logger, CallerStates states)
    implements MetaContext, FunctionContext {

  @Override
  public <T> T state(Supplier<T> initial) {
    return states.of(meta, funcId, initial);
  }
}
