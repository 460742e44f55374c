package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

/** The page for people with other eyes, hands and screens than ours. */
class WebLooksIT extends WebPageFixture {
  @Test
  void theThemeIsTheSystemsUntilItIsChosenAndThenKept() {
    page.open(1240, 900, "dark");
    String dark = background();
    assertEquals("true", browser.element("#theme").getAttribute("aria-pressed"));
    browser.click("#theme");
    assertNotEquals(dark, background());
    browser.open(page.address());
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
    page.open(width, height, scheme);
    assertEquals(List.of(), browser.axe(), "empty");
    browser.choose("#files", WebPage.CAT, page.noPicture());
    browser.awaitText("#failure", "this is text, not an image");
    assertEquals(List.of(), browser.axe(), "a failure");
    browser.choose("#files", WebPage.COFFEE);
    browser.awaitText(WebPage.BEST, "espresso");
    browser.click("#camera");
    assertEquals(List.of(), browser.axe(), "an answer and the camera");
    assertEquals((long) width, browser.script("return document.documentElement.scrollWidth"));
  }

  @Test
  void everyControlIsReachedByTheTabKeyAndShowsIt() {
    browser.choose("#files", WebPage.CAT);
    browser.awaitText(WebPage.BEST, "Egyptian cat");
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
    page.open(width, height, scheme);
    Path[] many = new Path[100];
    Arrays.setAll(
        many,
        at ->
            List.of(WebPage.COFFEE, WebPage.SHUTTLE, WebPage.PHOTOGRAPHER, WebPage.CAT)
                .get(at % 4));
    for (int burst = 0; burst < 3; burst++) {
      browser.choose("#files", many);
      Thread.sleep(6_000);
    }
    browser.choose(
        "#files",
        WebPage.SHUTTLE,
        page.noPicture(),
        WebPage.PHOTOGRAPHER,
        WebPage.COFFEE,
        WebPage.CAT);
    browser.awaitText(WebPage.BEST, "Egyptian cat");
    Thread.sleep(3_000);
    browser.screenshot(Path.of(System.getProperty("jkuiper.screenshots"), name + ".webp"));
  }
}
