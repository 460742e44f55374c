package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code target/jkuiper} with a real eKuiper, and without one. */
@Timeout(120)
class ToolIT {
  private static final String RUNNING = "{\"refCount\":{},\"status\":\"running\",\"errMsg\":\"\"}";

  private static String tool(int status, Object... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("target/jkuiper"));
    for (Object word : words) {
      command.add(word.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(status, process.waitFor(), printed);
    return printed;
  }

  @Test
  void installsListsUpdatesAndRemoves(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder)
      throws Exception {
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker)) {
      String ekuiper = "--ekuiper=" + kuiperd.rest();
      assertEquals("", tool(0, "list", ekuiper));
      assertEquals(
          "portable plugin pyai is created\n" + RUNNING + "\n",
          tool(0, "install", Kuiperd.PYAI, ekuiper));
      assertEquals("pyai " + RUNNING + "\n", tool(0, "list", ekuiper));
      assertEquals(
          "portable plugin pyai is updated\n" + RUNNING + "\n",
          tool(0, "install", Kuiperd.PYAI, ekuiper));
      assertEquals(RUNNING + "\n", tool(0, "status", "pyai", ekuiper));
      assertEquals("portable plugin pyai is deleted\n", tool(0, "remove", "pyai", ekuiper));
      assertEquals("", tool(0, "list", ekuiper));
      assertEquals("[]", kuiperd.get("/config/uploads"));
      assertEquals(
          "jkuiper: portable plugin nope not found: not found\n",
          tool(1, "status", "nope", ekuiper));
    }
  }

  @Test
  void theZipIsInOrder() throws Exception {
    assertEquals(Kuiperd.PYAI + " is in order\n", tool(0, "verify", Kuiperd.PYAI));
  }

  @Test
  void labelsAPictureWithoutEkuiper() throws Exception {
    String labels = tool(0, "call", Kuiperd.PYAI, "labelImage", "samples/cat.jpg");
    assertTrue(labels.contains("\"label\":\"286:Egyptian cat\""), labels);
    assertEquals(
        "jkuiper: labelImage takes one argument, the image, but got 2\n",
        tool(1, "call", Kuiperd.PYAI, "labelImage", "a", "b"));
  }
}
