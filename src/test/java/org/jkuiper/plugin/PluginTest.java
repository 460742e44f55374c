package org.jkuiper.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class PluginTest {
  private static final Function NOTHING = (arguments, context) -> null;
  private static final Source SILENT = context -> {};
  private static final Sink DEVNULL = (message, context) -> {};

  @Test
  void aPluginHasTheSymbolsThatItsBuilderGot() {
    Plugin plugin =
        Plugin.named("mirror")
            .source("random", () -> SILENT)
            .sink("file", () -> DEVNULL)
            .function("echo", () -> NOTHING)
            .build();
    assertEquals("mirror", plugin.name());
    assertEquals(Set.of("random"), plugin.sources().keySet());
    assertEquals(Set.of("file"), plugin.sinks().keySet());
    assertEquals(Set.of("echo"), plugin.functions().keySet());
  }

  @Test
  void oneNameMayServeASourceAndASink() {
    Plugin plugin = Plugin.named("io").source("x", () -> SILENT).sink("x", () -> DEVNULL).build();
    assertEquals(plugin.sources().keySet(), plugin.sinks().keySet());
  }

  @Test
  void aSymbolThatIsThereTwiceIsRefused() {
    Plugin.Builder builder = Plugin.named("mirror").function("echo", () -> NOTHING);
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> builder.function("echo", () -> NOTHING));
    assertEquals("the function echo is there twice", refusal.getMessage());
  }

  @Test
  void aNameThatMakesNoFileNameIsRefused() {
    for (String name : new String[] {"", "a/b", "a b", "..", "x".repeat(81)}) {
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> Plugin.named(name).build());
      assertTrue(refusal.getMessage().endsWith("not \"" + name + '"'), refusal.getMessage());
      assertThrows(
          IllegalArgumentException.class,
          () -> Plugin.named("p").function(name, () -> NOTHING).build());
    }
  }

  @Test
  void aBuiltPluginDoesNotChange() {
    Plugin.Builder builder = Plugin.named("mirror");
    Plugin before = builder.build();
    Plugin after = builder.source("random", () -> SILENT).build();
    assertTrue(before.sources().isEmpty());
    assertEquals(1, after.sources().size());
    assertThrows(UnsupportedOperationException.class, () -> after.sources().clear());
  }
}
