package org.jkuiper.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jkuiper.protocol.Meta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The host with a plugin in a process of its own. */
@Timeout(60)
class HostTest {
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final HostOptions options = HostOptions.DEFAULT.withLog(log::add);
  @TempDir Path temp;

  private Host host(ZipWriter zip) throws Exception {
    return Host.install(SampleZip.write(zip, temp), options);
  }

  @Test
  void theExecutableStartsInThePluginsFolderWithOneArgument() throws Exception {
    try (Host host = host(SampleZip.good())) {
      Path folder = host.folder().resolve("plugins/portable/jkhost");
      assertEquals("started in " + folder + " with {\"sendTimeout\":1000}", log.get(0));
      assertEquals("x", host.function("jkhostEcho").exec("x"));
    }
  }

  @Test
  void closingEndsTheProcessesAndLeavesNoFile() throws Exception {
    Host host = host(SampleZip.good());
    ProcessHandle process = host.process().orElseThrow();
    assertTrue(process.isAlive());
    assertEquals("x", host.function("jkhostEcho").exec("x"));
    assertTrue(Files.exists(Path.of("/tmp/plugin_jkhost.ipc")));
    host.close();
    assertFalse(process.isAlive());
    assertFalse(Files.exists(host.folder()));
    assertFalse(Files.exists(Path.of("/tmp/plugin_jkhost.ipc")));
    assertFalse(Files.exists(Path.of("/tmp/func_jkhostEcho.ipc")));
  }

  @Test
  void aSecondHostOfThePluginIsRefused() throws Exception {
    try (Host host = host(SampleZip.good())) {
      HostException refusal =
          assertThrows(
              HostException.class, () -> Host.install(temp.resolve("jkhost.zip"), options));
      assertTrue(
          refusal.getMessage().startsWith("ipc:///tmp/plugin_jkhost.ipc: in use"),
          refusal.getMessage());
      assertEquals("x", host.function("jkhostEcho").exec("x"));
    }
  }

  @Test
  void aFunctionHearsWhereItIsCalled() throws Exception {
    try (Host host = host(SampleZip.good())) {
      assertEquals(
          Map.of("rule", "r7", "op", "op_3", "instance", 2L),
          host.function("jkhostEcho").exec(new Meta("r7", "op_3", 2), 1, List.of("where")));
    }
  }

  @Test
  void anAnswerThatComesTooLateIsNotTakenForTheNext() throws Exception {
    try (Host host =
        Host.install(
            SampleZip.write(SampleZip.good(), temp),
            options.withRecvTimeout(Duration.ofMillis(500)))) {
      HostedFunction sleep = host.function("jkhostSleep");
      assertEquals("slept 0", sleep.exec(0));
      HostException late = assertThrows(HostException.class, () -> sleep.exec(700));
      assertEquals("time out: jkhostSleep gave no answer within 500 ms", late.getMessage());
      assertEquals("slept 1", sleep.exec(1));
      assertEquals("slept 2", sleep.exec(2));
    }
  }

  @Test
  void aRestartRepeatsTheStartsAsAnUpdateDoes() throws Exception {
    try (Host host = host(SampleZip.good())) {
      HostedFunction echo = host.function("jkhostEcho");
      HostedSource count = host.source("jkhostCount", "", Map.of("from", 1));
      assertEquals(1, count.take(1).size());
      host.restart();
      assertEquals("again", echo.exec("again"));
      assertEquals(500, count.take(500).size());
    }
  }

  @Test
  void instancesOfOneSourceHaveTheirOwnChannels() throws Exception {
    try (Host host = host(SampleZip.good())) {
      for (int instance : List.of(0, 1)) {
        Meta meta = new Meta("jkhost_rule", "count", instance);
        HostedSource count = host.source("jkhostCount", meta, "", Map.of("from", instance));
        var message = count.next(Duration.ofSeconds(5));
        assertEquals(Map.of("instance", (long) instance), message.meta());
        count.stop();
      }
    }
  }

  @Test
  void aPluginThatEndsBeforeItsHandshakeIsRefusedWithItsLastWords() {
    ZipWriter zip =
        SampleZip.parts().executable("run", SampleZip.utf8("#!/bin/sh\necho no model; exit 3\n"));
    HostException refusal = assertThrows(HostException.class, () -> host(zip));
    assertEquals(
        "plugin jkhost control handshake error: none came (eKuiper waits 5000 ms, then kills it):"
            + " its process ended with status 3; its last lines:\n  no model",
        refusal.getMessage());
  }

  @Test
  void aPluginWithoutHandshakeIsRefusedAndEnded() {
    ZipWriter zip =
        SampleZip.parts().executable("run", SampleZip.utf8("#!/bin/sh\necho $$; sleep 60\n"));
    HostException refusal =
        assertThrows(
            HostException.class,
            () ->
                Host.install(
                    SampleZip.write(zip, temp), options.withInitTimeout(Duration.ofMillis(300))));
    assertTrue(refusal.getMessage().contains("none came in time"), refusal.getMessage());
    assertFalse(
        ProcessHandle.of(Long.parseLong(log.get(0))).filter(ProcessHandle::isAlive).isPresent());
  }

  @Test
  void version1TakesAtMostOneMegabyteFromThePlugin() throws Exception {
    try (Host host =
        Host.install(
            SampleZip.write(SampleZip.good(), temp),
            options.withVersion(EkuiperVersion.V1_14).withRecvTimeout(Duration.ofMillis(800)))) {
      HostedFunction echo = host.function("jkhostEcho");
      assertEquals("x".repeat(1 << 19), echo.exec("x".repeat(1 << 19)));
      assertThrows(HostException.class, () -> echo.exec("x".repeat(1 << 20)));
      assertEquals("still there", echo.exec("still there"));
    }
  }

  @Test
  void version1TakesTheHandshakeOfASupervisedRestartForAnAnswerOnce() throws Exception {
    try (Host host =
        Host.install(
            SampleZip.write(SampleZip.supervised(), temp),
            options.withVersion(EkuiperVersion.V1_14))) {
      killJvm(host);
      PluginFault fault = assertThrows(PluginFault.class, () -> host.function("jkhostSleep"));
      assertEquals("receive error: handshake", fault.getMessage());
      assertEquals("slept 1", host.function("jkhostSleep").exec(1));
    }
  }

  @Test
  void version2SkipsTheHandshakeOfASupervisedRestart() throws Exception {
    try (Host host = host(SampleZip.supervised())) {
      killJvm(host);
      assertEquals("slept 1", host.function("jkhostSleep").exec(1));
    }
  }

  /** Returns when the next one serves. */
  private static void killJvm(Host host) throws Exception {
    HostedFunction echo = host.function("jkhostEcho");
    assertEquals("before", echo.exec("before"));
    host.process().orElseThrow().children().forEach(ProcessHandle::destroyForcibly);
    assertEquals("after", echo.exec("after"));
  }
}
