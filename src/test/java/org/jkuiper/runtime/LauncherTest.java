package org.jkuiper.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.sp.PushSocket;
import org.jkuiper.sp.SpAddress;
import org.jkuiper.sp.SpLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher script and the JVMs under it, with this test in the place of eKuiper. */
@Timeout(90)
class LauncherTest {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Duration RECV_TIMEOUT = Duration.ofSeconds(20);

  private final String name =
      "faulty" + ProcessHandle.current().pid() + "_" + COUNT.incrementAndGet();

  @TempDir private Path folder;
  private EkuiperChannel control;
  private EkuiperChannel function;
  private @Nullable Process launcher;

  @BeforeEach
  void listen() throws IOException {
    control = new EkuiperChannel(SocketNames.control(name), RECV_TIMEOUT);
    function = new EkuiperChannel(SocketNames.function(name + "_do"), RECV_TIMEOUT);
  }

  @AfterEach
  void end() throws Exception {
    if (launcher != null) {
      List<ProcessHandle> all = launcher.descendants().toList();
      launcher.destroyForcibly().waitFor();
      all.forEach(ProcessHandle::destroyForcibly);
    }
    control.close();
    function.close();
  }

  private Process start(String... command) throws Exception {
    return start(Map.of(), command);
  }

  private Process start(Map<String, String> environment, String... command) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().putAll(environment);
    launcher = builder.start();
    return launcher;
  }

  /** The plugin as eKuiper starts it, up to the handshake. */
  private Process startPlugin() throws Exception {
    Process process = start(install(name), "{}");
    control.awaitHandshake();
    return process;
  }

  private String install(String name) throws IOException {
    Path executable = FaultyPlugin.install(folder.resolve("plugin"), name);
    String script = Files.readString(executable);
    Files.writeString(executable, script.replaceFirst("#!/bin/sh\n", "#!" + shell() + "\n"));
    return executable.toString();
  }

  /** What runs the launcher. */
  String shell() {
    return "/bin/sh";
  }

  /** What install.sh finds out. */
  private void prepare(String withLauncher) throws IOException {
    Path prepared = Files.createDirectories(folder.resolve("plugin")).resolve("prepared.sh");
    Files.writeString(prepared, "with_launcher='" + withLauncher + "'\n");
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private @Nullable String ask(@Nullable Object... arguments) throws Exception {
    return function.request(FunctionChannel.call(arguments));
  }

  private ProcessHandle jvm() throws Exception {
    String answer = ask("pid", 0);
    assertNotNull(answer, this::log);
    Object pid = Json.readObject(answer).get("result");
    return ProcessHandle.of(((Number) assertPresent(pid)).longValue()).orElseThrow();
  }

  private static <T> T assertPresent(@Nullable T value) {
    assertNotNull(value);
    return value;
  }

  /** A process that has ended and that nobody has reaped is alive, but has no command. */
  private static boolean runs(ProcessHandle process) {
    return process.isAlive() && process.info().command().isPresent();
  }

  private void within(Duration limit, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, this::log);
      Thread.sleep(10);
    }
  }

  @Test
  void aKilledJvmIsReplacedAndTheOpenRequestAnswered() throws Exception {
    startPlugin();
    ProcessHandle jvm = jvm();
    Thread killer =
        new Thread(
            () -> {
              try {
                Thread.sleep(200);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              jvm.destroyForcibly();
            });
    killer.start();
    FunctionChannel.assertResult("slept 600", ask("sleep", 600));
    killer.join();
    assertFalse(jvm.isAlive());
    FunctionChannel.assertResult("next", ask("echo", "next"));
  }

  @Test
  void afterOutOfMemoryTheErrorIsAnsweredAndAnotherProcessServes() throws Exception {
    startPlugin();
    ProcessHandle first = jvm();
    FunctionChannel.assertRefused("OutOfMemoryError", ask("exhaust", 0));
    assertTrue(first.pid() != jvm().pid(), this::log);
    assertTrue(log().contains("this process ends for a sound one to take over"), this::log);
  }

  @Test
  void afterTheLastByteOfMemoryTheErrorIsAnsweredToo() throws Exception {
    startPlugin();
    for (int i = 0; i < 3; i++) {
      String answer = ask("fill", i);
      assertNotNull(answer, this::log);
      FunctionChannel.assertRefused("OutOfMemoryError", answer);
      FunctionChannel.assertResult("next", ask("echo", "next"));
    }
  }

  @Test
  void afterOutOfMemoryAnotherProcessServesThoughTheErrorCouldNotBeAnswered() throws Exception {
    startPlugin();
    ProcessHandle first = jvm();
    Thread rule = new Thread(() -> assertThrows(IOException.class, () -> ask("exhaust", 500)));
    rule.start();
    Thread.sleep(200);
    function.close();
    rule.join();
    within(Duration.ofSeconds(10), () -> !runs(first));
  }

  @Test
  void aMessageWhoseHandlerExitsIsAnsweredInTheEndHoweverOftenItComes() throws Exception {
    startPlugin();
    for (int i = 0; i < 3; i++) {
      FunctionChannel.assertRefused(
          "this message has ended the plugin's process more than once", ask("exit", 1));
      FunctionChannel.assertResult("next", ask("echo", "next"));
    }
  }

  @Test
  void theOtherFaultsOfAHandlerCostNoProcess() throws Exception {
    startPlugin();
    ProcessHandle first = jvm();
    FunctionChannel.assertRefused("as told", ask("throw", 0));
    FunctionChannel.assertRefused("StackOverflowError", ask("overflow", 0));
    FunctionChannel.assertRefused("JSON cannot carry", ask("object", 0));
    FunctionChannel.assertResult("interrupted", ask("interrupt", 0));
    assertEquals(first.pid(), jvm().pid());
  }

  /** Told by the kernel where {@code setpriv} is, else by looking. */
  @ParameterizedTest
  @ValueSource(strings = {"", "setpriv --pdeathsig TERM"})
  void whenTheLauncherIsKilledItsJvmAndTheSocketsOfItsSinksGoWithinASecond(String withLauncher)
      throws Exception {
    prepare(withLauncher);
    Process launcher = startPlugin();
    ProcessHandle jvm = jvm();
    Path socket = startSink();
    launcher.toHandle().destroyForcibly();
    within(Duration.ofSeconds(1), () -> !runs(jvm));
    assertFalse(Files.exists(socket), this::log);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "setpriv --pdeathsig TERM"})
  void whenEkuiperIsKilledLauncherAndJvmGoWithinASecond(String withLauncher) throws Exception {
    prepare(withLauncher);
    Process ekuiper = start("sh", "-c", install(name) + " '{}'; true");
    control.awaitHandshake();
    ProcessHandle jvm = jvm();
    Path socket = startSink();
    List<ProcessHandle> all = ekuiper.descendants().toList();
    assertTrue(all.contains(jvm));
    ekuiper.destroyForcibly();
    within(Duration.ofSeconds(1), () -> all.stream().noneMatch(LauncherTest::runs));
    assertFalse(Files.exists(socket), this::log);
  }

  @Test
  void aStartThatFailsFiveTimesMoreAlikeIsGivenUpWithASentenceThatSaysWhy() throws Exception {
    Process launcher = start(install("broken"), "{}");
    assertTrue(launcher.waitFor(60, TimeUnit.SECONDS), this::log);
    assertEquals(1, launcher.exitValue());
    assertEquals(6 + 1, count("this one cannot start"), this::log);
    String sentence = log().lines().reduce((first, second) -> second).orElse("");
    assertTrue(sentence.contains("five starts in a row failed alike; giving up"), this::log);
    assertTrue(sentence.contains("this one cannot start"), this::log);
    within(Duration.ofSeconds(5), this::noProcessIsLeft);
  }

  private boolean noProcessIsLeft() {
    return ProcessHandle.allProcesses()
        .noneMatch(process -> process.info().commandLine().orElse("").contains(folder.toString()));
  }

  @Test
  void aStartThatFailsForAnotherReasonEachTimeIsNotGivenUp() throws Exception {
    Process launcher = start(install("fickle"), "{}");
    within(Duration.ofSeconds(60), () -> count("this one cannot start at") == 7);
    assertTrue(launcher.isAlive(), this::log);
    within(Duration.ofSeconds(5), () -> count("starting it again in 5000 ms") == 1);
  }

  @Test
  void aHandlerThatExitsAsAFailingStartDoesIsNoReasonToGiveUp() throws Exception {
    Process launcher = startPlugin();
    Path socket = startSink();
    SpAddress sink = SpAddress.parse("ipc://" + socket);
    SpLimits often = SpLimits.DEFAULT.withBackoff(Duration.ofMillis(10), Duration.ofMillis(50));
    for (int ends = 1; ends <= 6; ends++) {
      int expected = ends;
      try (PushSocket ekuiper = PushSocket.dial(sink, often)) {
        ekuiper.send(Messages.utf8("exit"));
        within(Duration.ofSeconds(10), () -> count("the JVM ended with status 1") == expected);
      }
    }
    assertTrue(launcher.isAlive(), this::log);
    FunctionChannel.assertResult("next", ask("echo", "next"));
  }

  @Test
  void withoutAPlaceForTheJournalItServesAndSaysWhatItNeeds() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path mktemp = Files.writeString(bin.resolve("mktemp"), "#!/bin/sh\nexit 1\n");
    mktemp.toFile().setExecutable(true);
    start("sh", "-c", "PATH=" + bin + ":$PATH; exec " + install(name) + " '{}'");
    control.awaitHandshake();
    FunctionChannel.assertResult("next", ask("echo", "next"));
    assertTrue(log().contains("no room for a folder in /dev/shm"), this::log);
  }

  @ParameterizedTest
  @CsvSource({
    "JAVA_TOOL_OPTIONS, -XX:+UseG1GC",
    "JDK_JAVA_OPTIONS, -XX:+UseParallelGC",
    "_JAVA_OPTIONS, -Xmx1m",
    "JAVA_TOOL_OPTIONS, -javaagent:/nowhere/agent.jar",
    "JDK_JAVA_OPTIONS, -cp /nowhere",
    "_JAVA_OPTIONS, -XX:+NoSuchFlag"
  })
  void optionsInTheEnvironmentAreNotForThisJvmAndTheLogSaysSo(String variable, String options)
      throws Exception {
    start(Map.of(variable, options), install(name), "{}");
    control.awaitHandshake();
    FunctionChannel.assertResult("next", ask("echo", "next"));
    assertTrue(log().contains(variable + " of eKuiper's environment is not passed on"), this::log);
    assertFalse(log().contains("Picked up"), this::log);
  }

  @Test
  void aJvmThatCannotStartIsGivenUpWithTheReasonThatItWritesToStandardOutput() throws Exception {
    String executable = install(name);
    Path arguments = folder.resolve("plugin/plugin.args");
    Files.writeString(arguments, "-XX:+UseParallelGC\n" + Files.readString(arguments));
    Process launcher = start(executable, "{}");
    assertTrue(launcher.waitFor(60, TimeUnit.SECONDS), this::log);
    String sentence = log().lines().reduce((first, second) -> second).orElse("");
    assertTrue(sentence.contains("five starts in a row failed alike; giving up"), this::log);
    assertTrue(sentence.contains("garbage collectors"), this::log);
  }

  /** As in Docker, where nothing says in what characters names and texts are. */
  @Test
  void underThePosixLocaleTextsAreUtf8() throws Exception {
    start(Map.of("LC_ALL", "C", "LANG", ""), install(name), "{}");
    control.awaitHandshake();
    FunctionChannel.assertResult("UTF-8 UTF-8", ask("charsets", 0));
  }

  /** Bytes that dash keeps for itself are among them. */
  @Test
  void aFolderMayHaveAnyName() throws Exception {
    Process launcher =
        start(
            "sh",
            "-c",
            "cd \"$1\" && e=$(printf 'a b$*\\\\\\303\\274\\304\\201\\345\\221\\210\\200') &&"
                + " mv plugin \"$e\" && \"$PWD/$e/$2\" '{}'; true",
            "sh",
            folder + "/",
            Path.of(install(name)).getFileName().toString());
    assertTrue(launcher.isAlive());
    control.awaitHandshake();
    FunctionChannel.assertResult("next", ask("echo", "next"));
  }

  /** As that of a busybox that was built without them. */
  @Test
  void aSleepThatKnowsNoFractionsStillMakesAPause() throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path sleep =
        Files.writeString(
            bin.resolve("sleep"),
            "#!/bin/sh\ncase $1 in *.*) echo invalid number >&2; exit 1;; esac\nexec /bin/sleep $1\n");
    sleep.toFile().setExecutable(true);
    long begin = System.nanoTime();
    Process launcher =
        start("sh", "-c", "PATH=" + bin + ":$PATH; exec " + install("broken") + " '{}'");
    assertTrue(launcher.waitFor(60, TimeUnit.SECONDS), this::log);
    assertTrue(System.nanoTime() - begin > 4 * 1_000_000_000L, this::log);
  }

  private int count(String text) {
    return log().split(text, -1).length - 1;
  }

  /** Returns the file of its socket. */
  private Path startSink() throws Exception {
    String rule = "r" + name;
    Map<String, ?> start =
        Map.of(
            "symbolName",
            "append",
            "meta",
            Map.of("ruleId", rule, "opId", "op", "instanceId", 0),
            "pluginType",
            "sink",
            "config",
            Map.of("file", folder.resolve("sink").toString()));
    assertEquals("ok", control.request(Json.text(Map.of("cmd", "start", "arg", Json.text(start)))));
    Path socket = Path.of("/tmp", rule + "_op_0.ipc");
    assertTrue(Files.exists(socket));
    return socket;
  }
}
