package org.jkuiper.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jkuiper.host.SampleZip;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ZipPluginTest {
  @PluginUnderTest static final Path ZIP = zip();

  private static Path zip() {
    try {
      return SampleZip.write(SampleZip.good(), Files.createTempDirectory("jkuiper-testkit"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @AfterAll
  static void deleteZip() throws IOException {
    Files.delete(ZIP);
    Files.delete(ZIP.getParent());
  }

  @Test
  void aZipRunsInAProcessOfItsOwn(TestedPlugin plugin) throws Exception {
    assertEquals("x", plugin.call("jkhostEcho", "x"));
    assertTrue(plugin.host().process().isPresent());
    assertEquals(1, plugin.source("jkhostCount", Map.of("from", 0)).take(1).size());
  }

  @Test
  void onePluginServesAllTestsOfTheClass(TestedPlugin plugin) throws Exception {
    assertFalse(plugin.isAggregate("jkhostEcho"));
  }
}
