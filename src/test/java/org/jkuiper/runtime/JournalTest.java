package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jkuiper.TmpFs;
import org.jkuiper.protocol.Meta;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void create() throws Exception {
    file = Files.createFile(folder.resolve("journal"));
  }

  private Journal journal(Path path) {
    EventLog events = new EventLog("test", new PrintStream(log, true, StandardCharsets.UTF_8));
    Launcher launcher = Launcher.from(Map.of("JKUIPER_JOURNAL", path.toString()));
    return new Journal(launcher, events.logger("", Meta.NONE));
  }

  @Test
  void theNextProcessFindsWhatIsStartedAndNotStopped() {
    Journal first = journal(file);
    first.started("{\"a\":1}");
    first.started("{\"b\":2}");
    first.started("{\"a\":1}");
    first.started("{\"c\":3}");
    first.stopped("{\"b\":2}");
    assertEquals(List.of("{\"a\":1}", "{\"c\":3}"), journal(file).active());
  }

  @Test
  void whatIsStoppedAndStartedAgainIsActive() {
    Journal first = journal(file);
    first.started("{}");
    first.stopped("{}");
    first.started("{}");
    assertEquals(List.of("{}"), journal(file).active());
  }

  @Test
  void aLineCutShortByAKillIsPassedOverAndWhatFollowsIsKept() throws Exception {
    Files.writeString(file, "+{\"a\":1}\n+{\"b\"");
    Journal second = journal(file);
    assertEquals(List.of("{\"a\":1}"), second.active());
    second.started("{\"c\":3}");
    assertEquals(List.of("{\"a\":1}", "{\"c\":3}"), journal(file).active());
  }

  @Test
  void restartsAndHistoryDoNotMakeItGrow() throws Exception {
    for (int i = 0; i < 100; i++) {
      Journal journal = journal(file);
      journal.started("{\"rule\":" + i + "}");
      journal.stopped("{\"rule\":" + i + "}");
      journal.started("{\"kept\":1}");
    }
    journal(file);
    assertEquals("+{\"kept\":1}\n", Files.readString(file));
  }

  @Test
  void neitherDoesAProcessThatRunsForWeeks() throws Exception {
    Journal journal = journal(file);
    journal.started("{\"kept\":1}");
    for (int i = 0; i < 10_000; i++) {
      journal.started("{\"rule\":\"" + "r".repeat(100) + i + "\"}");
      journal.stopped("{\"rule\":\"" + "r".repeat(100) + i + "\"}");
    }
    assertTrue(Files.size(file) < 100_000, () -> file.toFile().length() + " bytes");
    assertEquals(List.of("{\"kept\":1}"), journal(file).active());
  }

  @Test
  @EnabledIf("org.jkuiper.TmpFs#canMount")
  void aLineThatHasNoRoomDoesNotSpoilTheNext() throws Exception {
    try (TmpFs disk = TmpFs.mount("8k", folder.resolve("disk"))) {
      Path small = Files.createFile(disk.path().resolve("journal"));
      Path filling = Files.write(disk.path().resolve("filling"), new byte[4096]);
      Journal journal = journal(small);
      journal.started("{\"a\":1}");
      journal.started("{\"b\":\"" + "b".repeat(5_000) + "\"}");
      Files.delete(filling);
      journal.started("{\"c\":3}");
      assertEquals(List.of("{\"a\":1}", "{\"c\":3}"), journal(small).active());
    }
    assertTrue(log.toString(StandardCharsets.UTF_8).contains("the journal cannot be written"));
  }

  @Test
  void aKillBetweenTheTwoStepsOfBeginningAnewLosesNothing() throws Exception {
    String history =
        "+{\"gone\":1}\n-{\"gone\":1}\n+{\"a\":1}\n+{\"b\":2}\n-{\"a\":1}\n+{\"a\":1}\n";
    String anew = "+{\"b\":2}\n+{\"a\":1}\n";
    Files.writeString(file, anew + history.substring(anew.length()));
    List<String> active = journal(file).active();
    assertTrue(active.contains("{\"a\":1}") && active.contains("{\"b\":2}"), active::toString);
    assertEquals(2, active.size(), active::toString);
  }

  @Test
  void withoutAFileItStillKnowsWhatRuns() {
    Journal journal = journal(folder.resolve("missing"));
    journal.started("{}");
    assertEquals(List.of("{}"), journal.active());
    assertTrue(log.toString(StandardCharsets.UTF_8).contains("the journal"));
  }
}
