package org.jkuiper.plugin;

/** Where a function is called. Valid for the one call that it is passed to. */
public interface FunctionContext extends Context {
  /** Tells apart several calls of one function in one rule, from 0. */
  int funcId();
}
