package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jkuiper.protocol.Meta;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that end the process that takes them; each {@link #process} here is a new one. */
class InFlightTest {
  private static final int KILLED = 137;
  private static final int ABORTED = 134;
  private static final ByteBuffer POISON = message(1, 100_000);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void create() throws Exception {
    file = Files.createFile(folder.resolve("in-flight"));
  }

  private static ByteBuffer message(int content, int size) {
    ByteBuffer message = ByteBuffer.allocate(size);
    message.put(size - 1, (byte) content);
    return message;
  }

  private InFlight process(int lastStatus) {
    Launcher launcher =
        Launcher.from(
            Map.of(
                "JKUIPER_IN_FLIGHT",
                file.toString(),
                "JKUIPER_LAST_STATUS",
                Integer.toString(lastStatus)));
    EventLog nowhere = new EventLog("test", new PrintStream(OutputStream.nullOutputStream()));
    return new InFlight(launcher, nowhere.logger("", Meta.NONE));
  }

  /** How many processes a message ends with a status before it is carried out no more. */
  private int processesEndedBy(ByteBuffer message, int status) {
    int ended = 0;
    InFlight.Slot slot = process(0).slot("a");
    while (slot.begin(message) && ended < 100) {
      ended++;
      slot = process(status).slot("a");
    }
    return ended;
  }

  @Test
  void aMessageThatCrashesTheProcessIsRefusedTheThirdTime() {
    assertEquals(2, processesEndedBy(POISON, ABORTED));
  }

  @Test
  void aKillFromOutsideIsNotHeldAgainstTheMessageForLong() {
    assertEquals(10, processesEndedBy(POISON, KILLED));
  }

  @Test
  void anotherMessageIsNotSuspected() {
    process(0).slot("a").begin(POISON);
    process(ABORTED).slot("a").begin(POISON);
    InFlight.Slot slot = process(ABORTED).slot("a");
    assertTrue(slot.begin(message(2, 100_000)), "another content");
    assertTrue(process(ABORTED).slot("a").begin(message(1, 100_001)), "another length");
  }

  @Test
  void aMessageThatWasAnsweredIsForgiven() {
    for (int i = 0; i < 10; i++) {
      InFlight.Slot slot = process(ABORTED).slot("a");
      assertTrue(slot.begin(POISON));
      slot.end();
    }
  }

  @Test
  void aRefusedMessageIsRefusedAgainAndTheNextIsServed() {
    assertEquals(2, processesEndedBy(POISON, ABORTED));
    InFlight.Slot slot = process(ABORTED).slot("a");
    assertFalse(slot.begin(POISON));
    assertFalse(slot.begin(POISON), "repeated on a new connection");
    slot.end();
    assertTrue(slot.begin(message(2, 10)));
    slot.end();
  }

  @Test
  void eachFunctionHasARecordOfItsOwn() {
    for (int i = 0; i < 5; i++) {
      InFlight process = process(ABORTED);
      InFlight.Slot b = process.slot("b");
      assertTrue(b.begin(message(2, 10)));
      b.end();
      assertEquals(i < 2, process.slot("a").begin(POISON));
    }
  }

  @Test
  void withoutALauncherEveryMessageIsServed() {
    EventLog nowhere = new EventLog("test", new PrintStream(OutputStream.nullOutputStream()));
    InFlight none = new InFlight(Launcher.from(Map.of()), nowhere.logger("", Meta.NONE));
    InFlight.Slot slot = none.slot("a");
    for (int i = 0; i < 20; i++) {
      assertTrue(slot.begin(POISON));
    }
    slot.end();
  }
}
