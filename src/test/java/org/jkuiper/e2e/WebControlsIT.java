package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jkuiper.NeedsShared;
import org.jkuiper.tflite.Reference;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What the page changes and shows beside the pictures: rule, plugin, connection. */
class WebControlsIT extends WebPageFixture {
  @Test
  void topKAndThresholdAreInTheNextAnswerAndInTheSql() {
    browser.choose("#files", WebPage.CAT);
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
    browser.choose("#files", WebPage.CAT);
    browser.awaitText(WebPage.BEST, "Egyptian cat");
  }

  @Test
  void anotherModelAnswersAfterItWasChosen() throws IOException {
    Path other = page.models().resolve("another.tflite");
    Files.copy(
        Path.of("models/efficientnet_lite0_int8.tflite"),
        other,
        StandardCopyOption.REPLACE_EXISTING);
    page.open();
    browser.choose("#files", WebPage.COFFEE);
    browser.awaitText("#model", "efficientnet_lite0_int8");
    browser.element("#model-name").sendKeys("another");
    browser.awaitText("#sql", "\"model\", \"another\"");
    browser.awaitText("#model", "Answered by another");
    browser.awaitText(WebPage.BEST, "espresso");
    backToTheDefaults();
    Files.delete(other);
  }

  @Test
  @NeedsShared
  void objectsHaveTheirBoxesOverThePicture() throws IOException {
    String model = "coco_ssd_mobilenet_v1_1.0_quant";
    Path shared = Reference.shared().resolve("models");
    Files.copy(shared.resolve("coco_labels.txt"), page.models().resolve(model + ".txt"));
    Files.copy(shared.resolve(model + ".tflite"), page.models().resolve(model + ".tflite"));
    page.open();
    browser.element("#rule input[value=detectObjects]").sendKeys(" ");
    browser.awaitText("#sql", "detectObjects");
    browser.choose("#files", WebPage.CAT);
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
    assertFalse(browser.isShown("#kill-dialog"));

    browser.script(
        """
        window.states = [];
        const state = document.getElementById("plugin-state");
        new MutationObserver(() => states.push(state.innerText.trim()))
          .observe(state, { subtree: true, childList: true });
        """);
    browser.choose("#files", Collections.nCopies(20, WebPage.CAT).toArray(Path[]::new));
    browser.click("#kill");
    browser.click("#kill-dialog button[value=kill]");
    browser.awaitText("#plugin-note", "The plugin is back");
    browser.awaitText("#restarts", Integer.toString(restarts + 1));
    browser.awaitText("#plugin-state", "running");
    assertNotEquals(process, browser.text("#pid"));
    List<?> states = (List<?>) browser.script("return window.states");
    assertTrue(states.contains("gone, starting again"), states::toString);
    browser.awaitCount(WebPage.STRIP, 20);
    Eventually.holds(
        Duration.ofSeconds(30),
        () -> browser.texts(WebPage.STRIP).stream().allMatch(one -> one.contains("Egyptian")),
        () -> browser.text("#strip"));
  }

  @Test
  void aLostServerIsToldAndThePicturesWaitForTheNext() throws IOException {
    page.stopServer();
    browser.awaitText("#offline", "No connection to jkuiper web since");
    browser.choose("#files", WebPage.SHUTTLE);
    page.startServer();
    browser.awaitText(WebPage.BEST, "space shuttle");
    assertFalse(browser.isShown("#offline"));
  }
}
