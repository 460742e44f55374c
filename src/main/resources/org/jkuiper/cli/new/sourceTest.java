package {{package}};

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.testkit.PluginUnderTest;
import org.jkuiper.testkit.TestedPlugin;
import org.junit.jupiter.api.Test;

class {{symbolClass}}Test {
  @PluginUnderTest static final Plugin PLUGIN = {{class}}.plugin();

  @Test
  void counts(TestedPlugin plugin) throws Exception {
    var messages = plugin.source("{{symbol}}", Map.of("period", 10)).take(3);
    assertEquals(List.of(Map.of("count", 0L), Map.of("count", 1L), Map.of("count", 2L)), messages);
  }
}
