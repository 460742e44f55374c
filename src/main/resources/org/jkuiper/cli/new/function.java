package {{package}};

import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;

/** {@code {{symbol}}(text)}: the text backwards. */
final class {{symbolClass}} implements Function {
  @Override
  public void validate(int arguments) {
    if (arguments != 1) {
      throw new IllegalArgumentException("{{symbol}} takes one argument, got " + arguments);
    }
  }

  @Override
  public Object exec(Arguments arguments, FunctionContext context) {
    return new StringBuilder(arguments.string(0)).reverse().toString();
  }
}
