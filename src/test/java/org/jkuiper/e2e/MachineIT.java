package org.jkuiper.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jkuiper.MemoryCgroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The plugin in a real eKuiper on machines as they are in the field. */
@EnabledIf("org.jkuiper.TmpFs#canMount")
@Timeout(180)
class MachineIT {
  private static final String CAT = "{\"label\":\"286:Egyptian cat\"}";
  private static final Duration ARCHIVE = Duration.ofSeconds(90);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path folder;

  private interface Check {
    void of(Kuiperd kuiperd, LabelRule labels) throws Exception;
  }

  /** Installs, labels, kills the JVM and labels again; then what the test wants besides. */
  private void labelsOn(String changes, Map<String, String> environment, Check check)
      throws Exception {
    Path ekuiper = folder.resolve("ekuiper");
    String home = Machine.changedBy(ekuiper, changes);
    // Nobody else may be able to read the folder of this checkout.
    Path zip = Files.copy(Kuiperd.PYAI, ekuiper.resolve("pyai.zip"));
    byte[] cat = Pictures.sample("cat.jpg");
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Kuiperd.start(ekuiper, broker, home, environment)) {
      kuiperd.install("pyai", zip);
      LabelRule labels = LabelRule.tutorial(kuiperd, broker);
      assertEquals(CAT, labels.of(cat), kuiperd::log);
      assertEquals(1, kuiperd.jvms().size());
      kuiperd.jvms().forEach(ProcessHandle::destroyForcibly);
      assertEquals(CAT, labels.of(cat), kuiperd::log);
      check.of(kuiperd, labels);
    }
  }

  private static void awaitArchive(Kuiperd kuiperd) {
    Eventually.holds(
        ARCHIVE, () -> kuiperd.log().contains("the class archive is made"), kuiperd::log);
  }

  @Test
  void optionsForOtherJvmsInTheEnvironmentChangeNothing() throws Exception {
    Map<String, String> others =
        Map.of(
            "JAVA_TOOL_OPTIONS", "-XX:+UseG1GC -javaagent:/nowhere/agent.jar",
            "JDK_JAVA_OPTIONS", "-XX:+UseParallelGC -Xmx8m",
            "_JAVA_OPTIONS", "-XX:+NoSuchFlag");
    labelsOn(
        "",
        others,
        (kuiperd, labels) -> {
          String log = kuiperd.log();
          assertTrue(log.contains("_JAVA_OPTIONS of eKuiper's environment is not passed on"), log);
          awaitArchive(kuiperd);
        });
  }

  /** Docker's locale; the folder is made by sh, since this JVM's own locale may not know it. */
  @Test
  void underThePosixLocaleFolderAndModelMayHaveAnyName() throws Exception {
    String changes =
        """
        folder=$(printf '\303\274n\303\257')
        mkdir "$folder"
        cp -r etc data plugins "$folder"
        cd "$folder"
        export KuiperBaseKey="$PWD" LC_ALL=C LANG= LANGUAGE=
        """;
    labelsOn(
        changes,
        Map.of(),
        (kuiperd, labels) -> {
          String rename =
              "cd */plugins/portable/pyai/models &&"
                  + " mv *.tflite $(printf '\\350\\212\\261\\347\\214\\253.tflite')";
          Process mv =
              new ProcessBuilder("sh", "-c", rename)
                  .directory(folder.resolve("ekuiper").toFile())
                  .inheritIO()
                  .start();
          assertEquals(0, mv.waitFor());
          assertEquals(CAT, labels.of(Pictures.sample("cat.jpg")), kuiperd::log);
          kuiperd.jvms().forEach(ProcessHandle::destroyForcibly);
          assertEquals(CAT, labels.of(Pictures.sample("cat.jpg")), kuiperd::log);
        });
  }

  /** And etc/functions, where eKuiper itself puts the function's description. */
  @Test
  void whereOnlyDataAndPluginsCanBeWrittenAndThereIsNoSharedMemory() throws Exception {
    String changes =
        """
        mkdir home/dev
        for device in null zero full random urandom; do
          touch home/dev/$device
          mount --bind /dev/$device home/dev/$device
        done
        ln -s /proc/self/fd home/dev/fd
        mount --rbind home/dev /dev
        mount --bind . .
        cd "$PWD"
        mkdir -p etc/functions
        for kept in data plugins etc/functions; do
          mount --bind $kept $kept
        done
        mount -o remount,bind,ro "$PWD"
        mount -o remount,bind,ro /
        [ ! -e /dev/shm ]
        for place in / /var/tmp "$PWD" etc; do
          ! touch $place/try 2>/dev/null || exit
        done
        """;
    labelsOn(changes, Map.of("HOME", "/nonexistent"), (kuiperd, labels) -> awaitArchive(kuiperd));
  }

  @Test
  void asNobody() throws Exception {
    String changes =
        """
        chown -R 65534:65534 .
        run="setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs"
        """;
    labelsOn(
        changes,
        Map.of("HOME", "/nonexistent"),
        (kuiperd, labels) -> {
          assertEquals(
              List.of("nobody"),
              kuiperd.jvms().stream().map(jvm -> jvm.info().user().orElse("")).toList());
          awaitArchive(kuiperd);
        });
  }

  @Test
  void withinAMemoryCgroupOf128Megabytes() throws Exception {
    assumeTrue(MemoryCgroup.canMake(), "no memory cgroup can be made in /sys/fs/cgroup here");
    try (MemoryCgroup cgroup = MemoryCgroup.ofMegabytes(128)) {
      labelsOn(
          "echo 0 >" + cgroup.processes(),
          Map.of(),
          (kuiperd, labels) -> {
            List<ProcessHandle> before = kuiperd.jvms();
            Eventually.holds(
                ARCHIVE,
                () ->
                    kuiperd.log().contains("class archive is made")
                        || kuiperd.log().contains("no class archive can be made"),
                kuiperd::log);
            assertEquals(CAT, labels.of(Pictures.sample("cat.jpg")), kuiperd::log);
            assertTrue(kuiperd.jvms().containsAll(before), "making it has cost the plugin its JVM");
            System.out.println(
                "within 128 MB: "
                    + cgroup.kills()
                    + " processes killed; "
                    + kuiperd
                        .log()
                        .lines()
                        .filter(line -> line.contains("class archive"))
                        .toList());
          });
    }
  }

  @Test
  void aPluginFolderWhereNothingCanBeExecutedIsNamedInTheAnswer() throws Exception {
    HttpResponse<String> answer = refusal("mount -t tmpfs -o noexec tmpfs plugins/portable");
    assertTrue(answer.body().contains("its file system is mounted noexec"), answer::body);
    assertTrue(answer.body().contains("remount,exec"), answer::body);
  }

  @Test
  void whereNothingInTmpCanBeExecuted() throws Exception {
    labelsOn("mount -o remount,bind,noexec /tmp", Map.of(), (kuiperd, labels) -> {});
  }

  private HttpResponse<String> refusal(String changes) throws Exception {
    Path ekuiper = folder.resolve("ekuiper");
    String home = Machine.changedBy(ekuiper, changes);
    try (Mosquitto broker = Mosquitto.start(folder);
        Kuiperd kuiperd = Kuiperd.start(ekuiper, broker, home, Map.of())) {
      HttpResponse<String> answer =
          kuiperd.request("POST", "/plugins/portables", Kuiperd.pluginAt("pyai", Kuiperd.PYAI));
      assertEquals(400, answer.statusCode(), answer::body);
      return answer;
    }
  }
}
