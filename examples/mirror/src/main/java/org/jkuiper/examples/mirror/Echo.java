package org.jkuiper.examples.mirror;

import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;

/** Gives back its argument, whatever it is. */
final class Echo implements Function {
  @Override
  public void validate(int arguments) {
    if (arguments != 1) {
      throw new IllegalArgumentException("echo takes 1 argument, got " + arguments);
    }
  }

  @Override
  public Object exec(Arguments arguments, FunctionContext context) {
    return arguments.get(0);
  }
}
