package org.jkuiper.e2e;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A browser on the page, which is opened anew for each test. */
@Timeout(180)
abstract class WebPageFixture {
  static WebPage page;
  static Browser browser;

  @BeforeAll
  static void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
    page = WebPage.start(folder);
    browser = page.browser();
  }

  @AfterAll
  static void takeDown() throws Exception {
    if (page != null) {
      page.close();
    }
  }

  @BeforeEach
  void openThePage() {
    page.open();
  }

  @AfterEach
  void nothingLeftThisMachine() throws IOException {
    page.keptToItself();
  }
}
