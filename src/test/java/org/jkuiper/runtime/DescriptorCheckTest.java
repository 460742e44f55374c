package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jkuiper.plugin.Plugin;
import org.jkuiper.protocol.Meta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptorCheckTest {
  @TempDir Path folder;

  private String logOf(String descriptor) throws IOException {
    Files.writeString(folder.resolve("bench.json"), descriptor);
    return log();
  }

  private String log() {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    EventLog events = new EventLog("bench", new PrintStream(log, true, StandardCharsets.UTF_8));
    Plugin plugin =
        Plugin.named("bench").function("echo", () -> (arguments, context) -> null).build();
    new DescriptorCheck(plugin, events.logger("", Meta.NONE)).in(folder);
    return log.toString(StandardCharsets.UTF_8);
  }

  @Test
  void nothingIsSaidWhereTheyAgree() throws IOException {
    assertEquals("", logOf("{\"functions\":[\"echo\"]}"));
  }

  @Test
  void whatOnlyTheDescriptorHasIsAnError() throws IOException {
    String log = logOf("{\"functions\":[\"echo\",\"ecco\"],\"sinks\":[\"file\"]}");
    assertTrue(log.contains("ERROR bench: bench.json names the function ecco"), log);
    assertTrue(log.contains("ERROR bench: bench.json names the sink file"), log);
  }

  @Test
  void whatOnlyTheCodeHasIsAWarning() throws IOException {
    String log = logOf("{}");
    assertTrue(log.contains("WARNING bench: bench.json does not name the function echo"), log);
  }

  @Test
  void aDescriptorThatIsNoneOrAbsentIsSaid() throws IOException {
    assertTrue(log().contains("no " + folder.resolve("bench.json")));
    assertTrue(logOf("[").contains("ERROR bench: " + folder.resolve("bench.json")));
  }
}
