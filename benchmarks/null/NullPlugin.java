import org.jkuiper.plugin.Arguments;
import org.jkuiper.plugin.Function;
import org.jkuiper.plugin.FunctionContext;
import org.jkuiper.plugin.Plugin;

/**
 * A function that takes its argument and does nothing with it; {@code main.go} is the same in Go.
 */
public final class NullPlugin {
  private NullPlugin() {}

  public static void main(String[] args) {
    Plugin.named("nulljava").function("javaNothing", Nothing::new).run(args);
  }

  private static final class Nothing implements Function {
    @Override
    public Object exec(Arguments arguments, FunctionContext context) {
      return arguments.buffer(0).remaining();
    }
  }
}
