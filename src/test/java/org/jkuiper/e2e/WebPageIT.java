package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jkuiper.NeedsShared;
import org.jkuiper.tflite.Reference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/**
 * The page of {@code jkuiper web} in a real browser, whose pictures go through a real broker, a
 * real eKuiper and the plugin.
 */
@Timeout(180)
class WebPageIT {
  private static final Path CAT = Path.of("samples", "cat.jpg");
  private static final Path COFFEE = Path.of("samples", "coffee.jpg");
  private static final Path SHUTTLE = Path.of("samples", "shuttle.jpg");
  private static final Path PHOTOGRAPHER = Path.of("samples", "photographer.png");

  private static final String BEST = "#ranking li:first-child .label";
  private static final String STRIP = "#strip button";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private static Path folder;

  private static Mosquitto broker;
  private static Kuiperd kuiperd;
  private static WebTool web;
  private static Browser browser;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(Browser.isInstalled(), "there is no chromium with its chromedriver here");
    broker = Mosquitto.start(folder);
    kuiperd = Kuiperd.start(folder.resolve("ekuiper"), broker);
    kuiperd.install("pyai", Kuiperd.PYAI);
    web = WebTool.start(folder.resolve("web.log"), kuiperd, broker, Mosquitto.freePort());
    browser = Browser.start(folder);
  }

  @AfterAll
  static void takeDown() throws Exception {
    if (browser != null) {
      browser.close();
      web.close();
      kuiperd.close();
      broker.close();
    }
  }

  @BeforeEach
  void openThePage() {
    open(1240, 900, "light");
  }

  private static void open(int width, int height, String scheme) {
    browser.screen(width, height, scheme);
    browser.open(web.address());
    browser.awaitText("#ekuiper", "eKuiper 2.");
    browser.awaitText("#plugin-state", "running");
  }

  /** Whatever a test did: nothing was asked of another machine, and nothing broke the policy. */
  @AfterEach
  void nothingLeftThisMachine() {
    if (browser == null) {
      return;
    }
    List<String> requests = browser.requests();
    assertTrue(requests.contains(web.address().toString()), requests::toString);
    for (String address : requests) {
      assertTrue(
          address.startsWith(web.address().toString()) || address.startsWith("blob:"), address);
    }
    for (String complaint : browser.complaints()) {
      assertFalse(complaint.contains("Content Security Policy"), complaint);
      assertFalse(complaint.contains("Uncaught"), complaint);
    }
  }

  private static Path noPicture() throws IOException {
    return Files.writeString(folder.resolve("holiday.jpg"), "no picture at all\n");
  }

  @Test
  void aChosenPictureComesBackWithItsRankingItsTimesAndItsModel() {
    browser.choose("#files", CAT);
    browser.awaitText(BEST, "Egyptian cat");
    browser.awaitCount("#ranking li", 5);
    browser.awaitText("#caption", "cat.jpg, 451 × 300");
    assertTrue(browser.text("#total").matches("[0-9.]+ m?s"), () -> browser.text("#total"));
    for (String part : List.of("decode", "resize", "inference", "eKuiper, MQTT")) {
      browser.awaitText("#timing-parts", part);
    }
    browser.awaitText("#model", "Answered by efficientnet_lite0_int8");
    browser.awaitText(STRIP, "Egyptian cat");
    assertTrue(fillOfTheBest() > 0.5, "the best label's bar is long");
  }

  private static double fillOfTheBest() {
    Object share =
        browser.script(
            """
            const fill = document.querySelector("#ranking .fill");
            return fill.getBoundingClientRect().width / fill.parentElement.getBoundingClientRect().width;
            """);
    return ((Number) share).doubleValue();
  }

  @Test
  void droppedPicturesAreLabelledInTheirOrder() {
    browser.drop("#stage", COFFEE, SHUTTLE);
    browser.awaitText(BEST, "space shuttle");
    browser.awaitCount(STRIP, 2);
    assertTrue(browser.elements(STRIP).get(1).getText().contains("espresso"));
    assertFalse(browser.element("#dropping").isDisplayed());
  }

  @Test
  void aPastedPictureIsLabelled() throws IOException {
    browser.paste(web.address(), Files.readAllBytes(PHOTOGRAPHER));
    browser.awaitText(BEST, "tripod");
  }

  @Test
  void aSampleIsLabelledAtAClick() {
    browser.click("#samples button[title='coffee.jpg']");
    browser.awaitText(BEST, "espresso");
    assertFalse(browser.element("#empty").isDisplayed());
  }

  @Test
  void whatIsNoPictureSaysWhyAndTheNextIsLabelled() throws IOException {
    browser.choose("#files", noPicture());
    browser.awaitText("#failure", "this is text, not an image");
    browser.awaitText(STRIP, "failed");
    browser.choose("#files", CAT);
    browser.awaitText(BEST, "Egyptian cat");
    assertFalse(browser.element("#failure").isDisplayed());
    assertTrue(browser.elements(STRIP).get(1).getText().contains("failed"));
  }

  @Test
  void theCameraGivesAPictureByButtonAndOneAfterTheOtherWhenLive() {
    browser.click("#camera");
    browser.click("#shoot");
    browser.awaitText("#caption", "camera");
    browser.awaitCount("#ranking li", 5);
    browser.click("#live");
    String first = answersSoFar();
    Eventually.holds(
        java.time.Duration.ofSeconds(10),
        () -> browser.element("#rate-chart").isDisplayed() && !answersSoFar().equals(first),
        () -> "the picture stays " + first);
    browser.awaitCount(STRIP, 2);
    browser.element("#live").sendKeys(Keys.ESCAPE);
    assertFalse(browser.element("#camera-box").isDisplayed());
    assertEquals("false", browser.element("#camera").getAttribute("aria-expanded"));
  }

  private static String answersSoFar() {
    return browser.element("#picture").getAttribute("src") + browser.text("#caption");
  }

  @Test
  void theStripShowsAnEarlierPictureAgainByKeyboard() {
    browser.choose("#files", CAT, COFFEE, SHUTTLE);
    browser.awaitCount("#strip button", 3);
    browser.awaitText(BEST, "space shuttle");
    browser.script("document.querySelector('#strip button').focus()");
    browser.type(Keys.ARROW_RIGHT);
    browser.type(Keys.ARROW_RIGHT);
    browser.type(Keys.ENTER);
    browser.awaitText(BEST, "Egyptian cat");
    assertEquals(
        "true", browser.elements(STRIP).get(2).getAttribute("aria-current"), "marked as shown");
  }

  @Test
  void theStripKeepsTwenty() {
    browser.choose("#files", Collections.nCopies(24, SHUTTLE).toArray(Path[]::new));
    browser.awaitCount(STRIP, 20);
    browser.awaitText(BEST, "space shuttle");
  }

  @Test
  void topKAndThresholdAreInTheNextAnswerAndInTheSql() {
    browser.choose("#files", CAT);
    browser.awaitCount("#ranking li", 5);
    setTopK("3");
    browser.awaitText("#rule-note", "In service");
    browser.awaitText("#sql", "\"topK\", 3");
    browser.awaitCount("#ranking li", 3);
    browser.script(
        """
        const slider = document.getElementById("threshold");
        slider.value = 0.5;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        slider.dispatchEvent(new Event("change", { bubbles: true }));
        """);
    browser.awaitText("#sql", "\"scoreThreshold\", 0.5");
    browser.awaitCount("#ranking li", 1);
    browser.awaitText("#threshold-shown", "0.50");
    browser.element("#crop").sendKeys("center");
    browser.awaitText("#sql", "\"crop\", \"center\"");
    backToTheDefaults();
  }

  private static void setTopK(String value) {
    browser.element("#top-k").clear();
    browser.element("#top-k").sendKeys(value + Keys.TAB);
  }

  /** The next test finds the rule as the first did. */
  private static void backToTheDefaults() {
    Object status =
        browser.script(
            """
            const request = new XMLHttpRequest();
            request.open("PUT", "/api/rule", false);
            request.setRequestHeader("X-Jkuiper", "1");
            request.send(JSON.stringify({ function: "labelImage", options: {} }));
            return request.status;
            """);
    assertEquals(200L, status);
  }

  @Test
  void anOptionThatIsRefusedSaysWhyAndTheRuleStays() {
    String before = browser.text("#sql");
    setTopK("-2");
    browser.awaitText("#rule-error", "topK");
    browser.awaitText("#rule-note", "The rule stays as it was");
    assertEquals("", browser.element("#top-k").getAttribute("value"));
    assertEquals(before, browser.text("#sql"));
    browser.choose("#files", CAT);
    browser.awaitText(BEST, "Egyptian cat");
  }

  @Test
  void anotherModelAnswersAfterItWasChosen() throws IOException {
    Path models = folder.resolve("ekuiper/plugins/portable/pyai/models");
    Path other = models.resolve("another.tflite");
    Files.copy(
        Path.of("models/efficientnet_lite0_int8.tflite"),
        other,
        StandardCopyOption.REPLACE_EXISTING);
    openThePage();
    browser.choose("#files", COFFEE);
    browser.awaitText("#model", "efficientnet_lite0_int8");
    browser.element("#model-name").sendKeys("another");
    browser.awaitText("#sql", "\"model\", \"another\"");
    browser.awaitText("#model", "Answered by another");
    browser.awaitText(BEST, "espresso");
    backToTheDefaults();
    Files.delete(other);
  }

  @Test
  @NeedsShared
  void objectsHaveTheirBoxesOverThePicture() throws IOException {
    Path models = folder.resolve("ekuiper/plugins/portable/pyai/models");
    for (String name : List.of("coco_ssd_mobilenet_v1_1.0_quant.tflite")) {
      Files.copy(
          Reference.shared().resolve("models").resolve(name),
          models.resolve(name),
          StandardCopyOption.REPLACE_EXISTING);
    }
    openThePage();
    browser.element("#rule input[value=detectObjects]").sendKeys(" ");
    browser.awaitText("#sql", "detectObjects");
    browser.choose("#files", CAT);
    browser.awaitText("#boxes li", "cat");
    assertTrue(
        (Boolean)
            browser.script(
                """
        const frame = document.getElementById("picture").getBoundingClientRect();
        const box = document.querySelector("#boxes li").getBoundingClientRect();
        return box.width > frame.width / 2 && box.left >= frame.left - 1 && box.right <= frame.right + 1;
        """));
    backToTheDefaults();
  }

  @Test
  void theKilledJvmIsSeenGoneAndComesBackAndNoPictureIsLost() throws IOException {
    String process = browser.text("#pid");
    int restarts = Integer.parseInt(browser.text("#restarts"));
    browser.click("#kill");
    browser.awaitText("#kill-dialog", "Kill the plugin’s JVM?");
    assertEquals(List.of(), browser.axe());
    browser.type(Keys.ESCAPE);
    assertFalse(browser.element("#kill-dialog").isDisplayed());

    browser.choose("#files", Collections.nCopies(20, CAT).toArray(Path[]::new));
    browser.click("#kill");
    browser.click("#kill-dialog button[value=kill]");
    browser.awaitText("#plugin-note", "The plugin is back");
    browser.awaitText("#restarts", Integer.toString(restarts + 1));
    browser.awaitText("#plugin-state", "running");
    assertNotEquals(process, browser.text("#pid"));
    browser.awaitCount(STRIP, 20);
    Eventually.holds(
        java.time.Duration.ofSeconds(30),
        () -> browser.elements(STRIP).stream().allMatch(one -> one.getText().contains("Egyptian")),
        () -> browser.text("#strip"));
  }

  @Test
  void aHundredPicturesMoveTheChart() {
    String idle = drawn("#rate-chart canvas");
    Path[] hundred = new Path[100];
    Arrays.setAll(hundred, at -> List.of(CAT, COFFEE, SHUTTLE, PHOTOGRAPHER).get(at % 4));
    browser.choose("#files", hundred);
    browser.awaitText("#queue-text", "more to send");
    Eventually.holds(
        java.time.Duration.ofSeconds(30),
        () -> !browser.text("#per-second").equals("0") && browser.text("#p99").endsWith("s"),
        () -> browser.text(".rate-card"));
    Eventually.holds(
        java.time.Duration.ofSeconds(60),
        () -> !browser.element("#queue").isDisplayed(),
        () -> browser.text("#queue"));
    browser.awaitText(BEST, "tripod");
    assertNotEquals(idle, drawn("#rate-chart canvas"));
    assertEquals(List.of(), browser.elements("#strip .failed"));
  }

  private static String drawn(String canvas) {
    return String.valueOf(
        browser.script("return document.querySelector(arguments[0]).toDataURL()", canvas));
  }

  @Test
  void aLostServerIsToldAndThePicturesWaitForTheNext() throws IOException {
    int port = web.address().getPort();
    web.close();
    browser.awaitText("#offline", "No connection to jkuiper web since");
    browser.choose("#files", SHUTTLE);
    web = WebTool.start(folder.resolve("web-again.log"), kuiperd, broker, port);
    browser.awaitText(BEST, "space shuttle");
    assertFalse(browser.element("#offline").isDisplayed());
  }

  @Test
  void theThemeIsTheSystemsUntilItIsChosenAndThenKept() {
    open(1240, 900, "dark");
    String dark = background();
    assertEquals("true", browser.element("#theme").getAttribute("aria-pressed"));
    browser.click("#theme");
    assertNotEquals(dark, background());
    browser.open(web.address());
    assertNotEquals(dark, background());
    browser.script("localStorage.clear()");
  }

  private static String background() {
    return String.valueOf(browser.script("return getComputedStyle(document.body).backgroundColor"));
  }

  @ParameterizedTest
  @CsvSource({"1240, 900, light", "1240, 900, dark", "360, 740, light", "360, 740, dark"})
  void axeFindsNothingAndNothingIsWiderThanTheScreen(int width, int height, String scheme)
      throws IOException {
    open(width, height, scheme);
    assertEquals(List.of(), browser.axe(), "empty");
    browser.choose("#files", CAT, noPicture());
    browser.awaitText("#failure", "this is text, not an image");
    assertEquals(List.of(), browser.axe(), "a failure");
    browser.choose("#files", COFFEE);
    browser.awaitText(BEST, "espresso");
    browser.click("#camera");
    assertEquals(List.of(), browser.axe(), "an answer and the camera");
    assertEquals((long) width, browser.script("return document.documentElement.scrollWidth"));
  }

  @Test
  void everyControlIsReachedByTheTabKeyAndShowsIt() {
    browser.choose("#files", CAT);
    browser.awaitText(BEST, "Egyptian cat");
    browser.script("document.activeElement.blur()");
    StringBuilder reached = new StringBuilder();
    for (int step = 0; step < 30; step++) {
      browser.type(Keys.TAB);
      reached.append(
          browser.script(
              """
              const focused = document.activeElement;
              const seen = focused.matches("input[type=radio]") ? focused.nextElementSibling : focused;
              return ` ${focused.id || focused.value || focused.title}:${getComputedStyle(seen).outlineWidth}`;
              """));
    }
    for (String control :
        List.of(
            "theme",
            "choose",
            "camera",
            "cat.jpg",
            "photographer.png",
            "labelImage",
            "model-name",
            "top-k",
            "crop",
            "threshold",
            "copy",
            "kill")) {
      assertTrue(reached.toString().contains(" " + control + ":3px"), control + " of" + reached);
    }
  }

  /** {@code -Djkuiper.screenshots=docs}: what the README shows. */
  @ParameterizedTest
  @CsvSource({
    "web-light, 1240, 900, light",
    "web-dark, 1240, 900, dark",
    "web-phone, 360, 740, light"
  })
  @EnabledIfSystemProperty(named = "jkuiper.screenshots", matches = ".+")
  void screenshots(String name, int width, int height, String scheme) throws Exception {
    open(width, height, scheme);
    Path[] many = new Path[100];
    Arrays.setAll(many, at -> List.of(COFFEE, SHUTTLE, PHOTOGRAPHER, CAT).get(at % 4));
    for (int burst = 0; burst < 3; burst++) {
      browser.choose("#files", many);
      Thread.sleep(6_000);
    }
    browser.choose("#files", SHUTTLE, noPicture(), PHOTOGRAPHER, COFFEE, CAT);
    browser.awaitText(BEST, "Egyptian cat");
    Thread.sleep(3_000);
    browser.screenshot(Path.of(System.getProperty("jkuiper.screenshots"), name + ".png"));
  }
}
