package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class FaultTest {
  @Test
  void theSentenceIsTheHandlersOwnMessage() {
    assertEquals("no such file", Fault.sentence(new IOException("no such file")));
    assertEquals("not so", Fault.sentence(new AssertionError("not so")));
  }

  @Test
  void whereThereIsNoMessageTheTypeSpeaks() {
    assertEquals("IllegalStateException", Fault.sentence(new IllegalStateException()));
    assertEquals("IllegalStateException", Fault.sentence(new IllegalStateException(" ")));
    assertEquals("OutOfMemoryError: heap", Fault.sentence(new OutOfMemoryError("heap")));
  }

  @Test
  void aCircleOfCausesEnds() {
    Exception one = new Exception("one");
    Exception two = new Exception("two", one);
    one.initCause(two);
    String line = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> Fault.line(one));
    assertTrue(line.contains("one") && line.contains("caused by java.lang.Exception: two"), line);
  }

  @Test
  void theLineNamesTheHandlersFramesAndNotOurs() {
    String line = Fault.line(new IllegalStateException("fault"));
    assertFalse(line.contains("org.jkuiper.runtime"), line);
    Exception handlers = new Exception("fault");
    handlers.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("com.example.Handler", "exec", "Handler.java", 7),
          new StackTraceElement("org.jkuiper.runtime.FunctionRuntime", "call", null, 1)
        });
    assertEquals(
        "java.lang.Exception: fault at com.example.Handler.exec(Handler.java:7)",
        Fault.line(handlers));
  }

  @Test
  void onlyWhatLeavesTheJvmUnsoundIsFatal() {
    assertTrue(Fault.isFatal(new OutOfMemoryError()));
    assertTrue(Fault.isFatal(new InternalError()));
    assertTrue(Fault.isFatal(new ExecutionException(new OutOfMemoryError())));
    assertFalse(
        Fault.isFatal(new IOException("no memory for that", new OutOfMemoryError())),
        "who makes an error of its own of it has caught it");
    assertFalse(Fault.isFatal(new StackOverflowError()));
    assertFalse(Fault.isFatal(new NoClassDefFoundError()));
    assertFalse(Fault.isFatal(new IllegalStateException()));
  }
}
