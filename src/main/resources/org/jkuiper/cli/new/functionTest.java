package {{package}};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jkuiper.host.PluginFault;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.testkit.PluginUnderTest;
import org.jkuiper.testkit.TestedPlugin;
import org.junit.jupiter.api.Test;

class {{symbolClass}}Test {
  @PluginUnderTest static final Plugin PLUGIN = {{class}}.plugin();

  @Test
  void returnsTheTextBackwards(TestedPlugin plugin) throws Exception {
    assertEquals("olleh", plugin.call("{{symbol}}", "hello"));
  }

  @Test
  void refusesWhatIsNoText(TestedPlugin plugin) {
    PluginFault fault = assertThrows(PluginFault.class, () -> plugin.call("{{symbol}}", 20));
    assertEquals("argument 1 must be a string, got 20", fault.getMessage());
  }

  @Test
  void refusesAWrongNumberOfArguments(TestedPlugin plugin) throws Exception {
    plugin.validate("{{symbol}}", 1);
    assertThrows(PluginFault.class, () -> plugin.validate("{{symbol}}", 2));
  }
}
