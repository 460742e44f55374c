package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Pictures on the page: how they come in, and what is shown of their answers. */
class WebPicturesIT extends WebPageFixture {
  @Test
  void aChosenPictureComesBackWithItsRankingItsTimesAndItsModel() {
    browser.choose("#files", WebPage.CAT);
    browser.awaitText(WebPage.BEST, "Egyptian cat");
    browser.awaitCount("#ranking li", 5);
    browser.awaitText("#caption", "cat.jpg, 451 × 300");
    assertTrue(browser.text("#total").matches("[0-9.]+ m?s"), () -> browser.text("#total"));
    for (String part : List.of("decode", "resize", "inference", "eKuiper, MQTT")) {
      browser.awaitText("#timing-parts", part);
    }
    browser.awaitText("#model", "Answered by efficientnet_lite0_int8");
    browser.awaitText(WebPage.STRIP, "Egyptian cat");
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
    browser.drop("#stage", WebPage.COFFEE, WebPage.SHUTTLE);
    browser.awaitText(WebPage.BEST, "space shuttle");
    browser.awaitCount(WebPage.STRIP, 2);
    assertTrue(browser.texts(WebPage.STRIP).get(1).contains("espresso"));
    assertFalse(browser.isShown("#dropping"));
  }

  @Test
  void aPastedPictureIsLabelled() throws IOException {
    browser.paste(page.address(), Files.readAllBytes(WebPage.PHOTOGRAPHER));
    browser.awaitText(WebPage.BEST, "tripod");
  }

  @Test
  void aSampleIsLabelledAtAClick() {
    browser.click("#samples button[title='coffee.jpg']");
    browser.awaitText(WebPage.BEST, "espresso");
    assertFalse(browser.isShown("#empty"));
  }

  @Test
  void whatIsNoPictureSaysWhyAndTheNextIsLabelled() throws IOException {
    browser.choose("#files", page.noPicture());
    browser.awaitText("#failure", "this is text, not an image");
    browser.awaitText(WebPage.STRIP, "failed");
    browser.choose("#files", WebPage.CAT);
    browser.awaitText(WebPage.BEST, "Egyptian cat");
    assertFalse(browser.isShown("#failure"));
    assertTrue(browser.texts(WebPage.STRIP).get(1).contains("failed"));
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
        Duration.ofSeconds(10),
        () -> browser.isShown("#rate-chart") && !answersSoFar().equals(first),
        () -> "the picture stays " + first);
    browser.awaitCount(WebPage.STRIP, 2);
    browser.element("#live").sendKeys(Keys.ESCAPE);
    assertFalse(browser.isShown("#camera-box"));
    assertEquals("false", browser.element("#camera").getAttribute("aria-expanded"));
  }

  private static String answersSoFar() {
    return browser.element("#picture").getAttribute("src") + browser.text("#caption");
  }

  @Test
  void theStripShowsAnEarlierPictureAgainByKeyboard() {
    browser.choose("#files", WebPage.CAT, WebPage.COFFEE, WebPage.SHUTTLE);
    browser.awaitCount("#strip button", 3);
    browser.awaitText(WebPage.BEST, "space shuttle");
    browser.script("document.querySelector('#strip button').focus()");
    browser.type(Keys.ARROW_RIGHT);
    browser.type(Keys.ARROW_RIGHT);
    browser.type(Keys.ENTER);
    browser.awaitText(WebPage.BEST, "Egyptian cat");
    assertEquals(
        "true",
        browser.element("#strip li:nth-child(3) button").getAttribute("aria-current"),
        "marked as shown");
  }

  @Test
  void theStripKeepsTwenty() {
    browser.choose("#files", Collections.nCopies(24, WebPage.SHUTTLE).toArray(Path[]::new));
    browser.awaitCount(WebPage.STRIP, 20);
    browser.awaitText(WebPage.BEST, "space shuttle");
  }

  @Test
  void aHundredPicturesMoveTheChart() {
    String idle = drawn("#rate-chart canvas");
    Path[] hundred = new Path[100];
    Arrays.setAll(
        hundred,
        at ->
            List.of(WebPage.CAT, WebPage.COFFEE, WebPage.SHUTTLE, WebPage.PHOTOGRAPHER)
                .get(at % 4));
    browser.choose("#files", hundred);
    browser.awaitText("#queue-text", "more to send");
    Eventually.holds(
        Duration.ofSeconds(30),
        () -> !browser.text("#per-second").equals("0") && browser.text("#p99").endsWith("s"),
        () -> browser.text(".rate-card"));
    Eventually.holds(
        Duration.ofSeconds(60), () -> !browser.isShown("#queue"), () -> browser.text("#queue"));
    browser.awaitText(WebPage.BEST, "tripod");
    assertNotEquals(idle, drawn("#rate-chart canvas"));
    assertEquals(List.of(), browser.texts("#strip .failed"));
  }

  private static String drawn(String canvas) {
    return String.valueOf(
        browser.script("return document.querySelector(arguments[0]).toDataURL()", canvas));
  }
}
