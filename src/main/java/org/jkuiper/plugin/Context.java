package org.jkuiper.plugin;

/** Where a symbol is at work: which rule, which operator of it, which instance of that. */
public interface Context {
  /** The rule's id; empty if eKuiper names none, as at a function's start. */
  String ruleId();

  /** The id of the operator in the rule, such as {@code mqtt_0} or {@code op_2_project}. */
  String opId();

  /** The number of the instance, from 0; above 0 only if the rule sets {@code concurrency}. */
  int instanceId();

  /** Logs to eKuiper's log, a line an event, marked with rule and symbol. Thread-safe. */
  System.Logger logger();
}
