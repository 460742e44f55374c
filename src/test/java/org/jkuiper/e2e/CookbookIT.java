package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jkuiper.NeedsShared;
import org.jkuiper.protocol.Json;
import org.jkuiper.tflite.Reference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The recipes of {@code docs/cookbook.md}: the commands of the page itself run in a shell, and what
 * comes out is what the page shows. Only addresses are put in, a window of ten seconds in the place
 * of a minute, and for {@code jkuiper models fetch} a copy of the same model.
 */
@Timeout(120)
class CookbookIT {
  private static final String MINUTE = "TUMBLINGWINDOW(mi, 1)";
  private static final int WINDOW_SECONDS = 10;
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern FETCH = Pattern.compile("jkuiper models fetch (\\S+) --to (\\S+)");

  /** Python's numbers and ours differ by less, and so do those of other processors. */
  private static final double TOLERANCE = 0.03;

  private static final BlockingQueue<byte[]> POSTED = new LinkedBlockingQueue<>();

  private static Path folder;
  private static Mosquitto broker;
  private static Kuiperd kuiperd;
  private static HttpServer service;

  @BeforeAll
  static void prepare(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) throws Exception {
    folder = temporary;
    broker = Mosquitto.start(folder);
    kuiperd =
        Kuiperd.start(
            folder.resolve("ekuiper"),
            broker,
            Kuiperd.home("tools/kuiperd/get"),
            Map.of("KUIPER__BASIC__ENABLEPRIVATENET", "true"));
    kuiperd.install("pyai", Kuiperd.PYAI);
    service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext(
        "/pictures",
        exchange -> {
          try (exchange) {
            POSTED.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
          }
        });
    service.start();
    for (String command : Recipe.preparation()) {
      run(command);
    }
  }

  @AfterAll
  static void takeDown() throws Exception {
    service.stop(0);
    kuiperd.close();
    broker.close();
  }

  @Test
  void thePageHasWhatPeopleAskFor() throws IOException {
    assertEquals(
        List.of("cats", "confident", "changes", "report", "second", "window", "boxes"),
        Recipe.all().stream().map(CookbookIT::id).toList());
  }

  static List<Recipe> recipes() throws IOException {
    return Recipe.all().stream().filter(recipe -> !recipe.needsModels()).toList();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void aRecipeGivesWhatThePageShows(Recipe recipe) throws Exception {
    check(recipe);
  }

  static List<Recipe> recipesOfMoreModels() throws IOException {
    return Recipe.all().stream().filter(Recipe::needsModels).toList();
  }

  @ParameterizedTest
  @MethodSource("recipesOfMoreModels")
  @NeedsShared
  void aRecipeOfMoreModelsGivesWhatThePageShows(Recipe recipe) throws Exception {
    check(recipe);
  }

  private static void check(Recipe recipe) throws Exception {
    assertEquals(recipe.sql().replaceAll("\\s+", " "), recipe.body().get("sql"));
    Map<?, ?> properties = recipe.action().getValue();
    String topic = String.valueOf(properties.get("topic"));
    try (Mqtt mqtt = Mqtt.connect(broker, topic)) {
      long before = broker.subscriptions("pictures");
      for (String command : recipe.making()) {
        run(command);
      }
      Eventually.holds(LIMIT, () -> broker.subscriptions("pictures") > before, broker::log);
      if (recipe.sql().contains(MINUTE)) {
        awaitBeginOfWindow();
      }
      for (String command : recipe.sending()) {
        run(command);
      }
      for (String result : recipe.results()) {
        byte[] message =
            recipe.action().getKey().equals("rest")
                ? POSTED.poll(LIMIT.toSeconds(), TimeUnit.SECONDS)
                : mqtt.nextBytes(LIMIT);
        assertNotNull(message, kuiperd::log);
        assertRow(result, new String(message, StandardCharsets.UTF_8));
      }
      assertEquals("", mqtt.nextWithin(Duration.ofMillis(300)), "more than the page shows");
    } finally {
      kuiperd.request("DELETE", "/rules/" + id(recipe), "");
    }
  }

  private static String id(Recipe recipe) {
    try {
      return String.valueOf(recipe.body().get("id"));
    } catch (IOException e) {
      throw new IllegalStateException(recipe.title(), e);
    }
  }

  /** eKuiper's windows begin at whole multiples of their length. */
  private static void awaitBeginOfWindow() throws InterruptedException {
    long length = TimeUnit.SECONDS.toMillis(WINDOW_SECONDS);
    Thread.sleep(length - System.currentTimeMillis() % length + 100);
  }

  /** Runs a command of the page as somebody would who has typed it. */
  private static void run(String command) throws Exception {
    Matcher fetch = FETCH.matcher(command);
    String ekuiper = folder.resolve("ekuiper").toString();
    if (fetch.matches()) {
      fetch(fetch.group(1), Path.of(fetch.group(2).replace("$EKUIPER", ekuiper)));
      return;
    }
    ProcessBuilder shell =
        new ProcessBuilder(
                "sh",
                "-ec",
                command
                    .replace("http://localhost:9081", kuiperd.rest().toString())
                    .replace("tcp://127.0.0.1:1883", broker.url())
                    .replace(
                        "http://192.0.2.7:8080",
                        "http://127.0.0.1:" + service.getAddress().getPort())
                    .replace("mosquitto_pub", "mosquitto_pub -p " + broker.port())
                    .replace("curl ", "curl -sS --fail-with-body ")
                    .replace(MINUTE, "TUMBLINGWINDOW(ss, " + WINDOW_SECONDS + ")"))
            .redirectErrorStream(true);
    shell.environment().put("EKUIPER", ekuiper);
    Process process = shell.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> command + ": " + said);
  }

  /**
   * What {@code jkuiper models fetch} would get: the model, and its labels if it has their name.
   */
  private static void fetch(String model, Path models) throws IOException {
    Files.copy(Reference.model(model), models.resolve(model + ".tflite"));
    if (model.startsWith("coco")) {
      Files.copy(
          Reference.shared().resolve("models/coco_labels.txt"), models.resolve(model + ".txt"));
    }
  }

  private static void assertRow(String expected, String row) throws IOException {
    if (!alike(Json.read(expected), Json.read(row))) {
      fail("the page shows " + expected + ", but there comes " + row);
    }
  }

  /** Whether a value is what the page shows; there, "…" at the end of a text is the rest of it. */
  private static boolean alike(@Nullable Object shown, @Nullable Object value) {
    if (shown instanceof Map<?, ?> map) {
      return value instanceof Map<?, ?> other
          && map.keySet().equals(other.keySet())
          && map.keySet().stream().allMatch(key -> alike(map.get(key), other.get(key)));
    }
    if (shown instanceof List<?> list) {
      if (!(value instanceof List<?> other) || list.size() != other.size()) {
        return false;
      }
      Iterator<?> others = other.iterator();
      return list.stream().allMatch(element -> alike(element, others.next()));
    }
    if (shown instanceof Number number) {
      double near = Math.max(TOLERANCE, Math.abs(number.doubleValue()) / 50);
      return value instanceof Number other
          && Math.abs(number.doubleValue() - other.doubleValue()) <= near;
    }
    if (shown instanceof String text && text.endsWith("…")) {
      return value instanceof String other
          && other.startsWith(text.substring(0, text.length() - 1));
    }
    return shown == null ? value == null : shown.equals(value);
  }

  @Test
  void aRowThatIsNotThatOfThePageIsSeen() throws IOException {
    String shown = "{\"a\":[{\"confidence\":0.90,\"label\":\"x\"}],\"picture\":\"/9j…\"}";
    assertRow(shown, "{\"a\":[{\"confidence\":0.91,\"label\":\"x\"}],\"picture\":\"/9j/4AA\"}");
    for (String other :
        List.of(
            "{\"a\":[{\"confidence\":0.80,\"label\":\"x\"}],\"picture\":\"/9j\"}",
            "{\"a\":[{\"confidence\":0.90,\"label\":\"y\"}],\"picture\":\"/9j\"}",
            "{\"a\":[{\"confidence\":0.90,\"label\":\"x\"}],\"picture\":\"iVBO\"}",
            "{\"a\":[{\"confidence\":0.90,\"label\":\"x\"}]}",
            "{\"a\":[],\"picture\":\"/9j\"}")) {
      assertTrue(!alike(Json.read(shown), Json.read(other)), other);
    }
  }
}
