package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.StreamSupport;
import org.jkuiper.protocol.Json;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A Chromium without a window, of the test's own: Debian's, with its driver. Its camera is a moving
 * test picture.
 */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Held here, because a logger that nobody holds forgets its level. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  static boolean isInstalled() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  /**
   * @param folder where it keeps its profile and its driver's log
   */
  static Browser start(Path folder) {
    // It says that it lacks protocols of the newest Chromium, none of which is used here.
    SELENIUM.setLevel(Level.SEVERE);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // root has none, and no page but ours is opened
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--hide-scrollbars",
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        "--user-data-dir=" + folder.resolve("chromium").toAbsolutePath());
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .withLogFile(folder.resolve("chromedriver.log").toFile())
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  void open(URI address) {
    driver.get(address.toString());
  }

  /** What a page that is opened from now on believes of the screen it is on. */
  void screen(int width, int height, String colorScheme) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colorScheme))));
  }

  WebElement element(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  /** The text of the first such element as it is seen; empty where there is none. */
  String text(String css) {
    return String.valueOf(
        script("return document.querySelector(arguments[0])?.innerText ?? ''", css));
  }

  /** The texts of all such elements. */
  List<String> texts(String css) {
    Object texts =
        script("return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText)", css);
    return ((List<?>) texts).stream().map(Object::toString).toList();
  }

  boolean isShown(String css) {
    return Boolean.TRUE.equals(
        script("return document.querySelector(arguments[0])?.checkVisibility() ?? false", css));
  }

  /** Clicks as soon as there is something to click. */
  void click(String css) {
    Eventually.holds(LIMIT, () -> isShown(css), () -> css + " is not there");
    element(css).click();
  }

  void type(CharSequence... keys) {
    driver.switchTo().activeElement().sendKeys(keys);
  }

  /** Returns as soon as an element's visible text is this, or has this in it. */
  void awaitText(String css, String part) {
    Eventually.holds(
        LIMIT,
        () -> text(css).contains(part),
        () -> css + " has no \"" + part + "\" but: " + text(css) + "\nThe page: " + text("body"));
  }

  void awaitCount(String css, int count) {
    Eventually.holds(
        LIMIT,
        () -> texts(css).size() == count,
        () -> css + ": " + texts(css).size() + "\nThe page: " + text("body"));
  }

  Object script(String javaScript, Object... arguments) {
    return driver.executeScript(javaScript, arguments);
  }

  /** Chooses files as a person does in the dialog behind a file field. */
  void choose(String css, Path... files) {
    element(css).sendKeys(lines(files));
  }

  private static String lines(Path... files) {
    return String.join(
        "\n", Arrays.stream(files).map(file -> file.toAbsolutePath().toString()).toList());
  }

  /** Drags files in and drops them, with the events that a pointer makes. */
  void drop(String css, Path... files) {
    WebElement target = element(css);
    var place = target.getRect();
    Map<String, ?> data =
        Map.of(
            "items",
            List.of(),
            "files",
            Arrays.stream(files).map(file -> file.toAbsolutePath().toString()).toList(),
            "dragOperationsMask",
            1);
    for (String event : List.of("dragEnter", "dragOver", "drop")) {
      driver.executeCdpCommand(
          "Input.dispatchDragEvent",
          Map.of(
              "type",
              event,
              "x",
              place.x + place.width / 2,
              "y",
              place.y + place.height / 2,
              "data",
              data));
    }
  }

  /** Puts a PNG on the clipboard, and pastes it. */
  void paste(URI page, byte[] png) {
    driver.executeCdpCommand(
        "Browser.grantPermissions",
        Map.of(
            "origin",
            page.resolve("/").toString(),
            "permissions",
            List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
    driver.executeAsyncScript(
        """
            const [text, done] = arguments;
            const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
            navigator.clipboard
              .write([new ClipboardItem({ "image/png": new Blob([bytes], { type: "image/png" }) })])
              .then(done, (error) => done(String(error)));
            """,
        Base64.getEncoder().encodeToString(png));
    element("body").sendKeys(Keys.chord(Keys.CONTROL, "v"));
  }

  /** What axe finds wrong with the page as it is, one a line. */
  List<String> axe() throws IOException {
    if (!Boolean.TRUE.equals(script("return typeof axe === 'object'"))) {
      try (InputStream axe = Browser.class.getResourceAsStream("/axe.min.js")) {
        script(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    Object found =
        driver.executeAsyncScript(
            """
                const done = arguments[0];
                axe.run().then(({ violations, passes }) => done({
                  passes: passes.length,
                  violations: violations.flatMap(({ id, help, nodes }) =>
                    nodes.map((node) => `${id}: ${help}: ${node.html}: ${node.failureSummary}`)),
                }), (error) => done(String(error)));
                """);
    Map<?, ?> result = (Map<?, ?>) found;
    assertTrue(((Number) result.get("passes")).intValue() > 10, found::toString);
    return ((List<?>) result.get("violations")).stream().map(Object::toString).toList();
  }

  /** The addresses that pages have asked for since this was last called. */
  List<String> requests() throws IOException {
    List<String> addresses = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      Map<?, ?> message = (Map<?, ?>) Json.readObject(entry.getMessage()).get("message");
      if ("Network.requestWillBeSent".equals(message.get("method"))) {
        Map<?, ?> parameters = (Map<?, ?>) message.get("params");
        addresses.add(String.valueOf(((Map<?, ?>) parameters.get("request")).get("url")));
      }
    }
    return addresses;
  }

  /** What the console has complained of since this was last called. */
  List<String> complaints() {
    return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** The whole page as a WebP, however long: a quarter of a PNG where there are photographs. */
  void screenshot(Path file) {
    Map<String, ?> shot =
        driver.executeCdpCommand(
            "Page.captureScreenshot",
            Map.of("captureBeyondViewport", true, "format", "webp", "quality", 90));
    try {
      Files.write(file, Base64.getDecoder().decode(String.valueOf(shot.get("data"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
