package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import org.jkuiper.protocol.Meta;
import org.junit.jupiter.api.Test;

class EventLogTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final EventLog log =
      new EventLog("mirror", new PrintStream(out, true, StandardCharsets.UTF_8));

  private String written() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void anEventIsOneLineWithPluginRuleAndSymbol() {
    log.logger("echo", new Meta("rule1", "op_2", 3)).log(Level.WARNING, "slow");
    assertTrue(
        written().endsWith(" WARNING mirror rule=rule1 op=op_2#3 symbol=echo: slow\n"), written());
  }

  @Test
  void namesThatAreEmptyAreLeftOut() {
    log.logger("", Meta.NONE).log(Level.INFO, "serving eKuiper");
    assertTrue(written().endsWith(" INFO mirror: serving eKuiper\n"), written());
  }

  @Test
  void nothingThatIsLoggedMakesASecondLine() {
    Exception fault = new Exception("line 1\nline 2\r\u2028\u0085\u001b[31m");
    log.logger("echo\n", new Meta("rule\r\n", "op", 0)).log(Level.ERROR, "text\nforged", fault);
    assertEquals(1, written().lines().count(), written());
    assertEquals(written().length() - 1, written().indexOf('\n'));
    assertFalse(written().contains("\u001b"));
    assertTrue(written().contains("line 1 line 2"), written());
  }

  @Test
  void parametersAreFilledInAndABrokenPatternIsNoFault() {
    System.Logger logger = log.logger("echo", Meta.NONE);
    logger.log(Level.INFO, "{0} of {1}", 1, "two");
    logger.log(Level.INFO, "{broken", 7);
    logger.log(Level.INFO, "it's {0}");
    assertTrue(written().contains("1 of two"), written());
    assertTrue(written().contains("{broken [7]"), written());
    assertTrue(written().contains("it's {0}"), written());
  }

  @Test
  void debugIsLeftOut() {
    log.logger("echo", Meta.NONE).log(Level.DEBUG, "detail");
    assertEquals("", written());
  }
}
