package org.jkuiper.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code jkuiper new} makes, built by Maven, offline: it must need nothing that our own build
 * does not need.
 */
@Timeout(300)
class NewProjectIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path temp;

  @Test
  void mavenBuildsTestsAndPackagesItAtOnce() throws Exception {
    Path repository = repository();
    Path project = temp.resolve("jknew");
    Outcome made =
        Outcome.of("new", project, "--source=jknewA", "--sink=jknewB", "--function=jknewC");
    assertEquals(0, made.status(), made.err());
    installOwnJar(repository);
    maven(project, repository, "package");
    Path zip = project.resolve("target/jknew.zip");
    assertEquals(new Outcome(0, zip + " is in order\n", ""), Outcome.of("verify", zip));
    assertEquals(new Outcome(0, "\"olleh\"\n", ""), Outcome.of("call", zip, "jknewC", "hello"));
  }

  /** As {@code mvn install} does it, whose plugin our own build does not need. */
  private static void installOwnJar(Path repository) throws IOException {
    Path jar = ownJar();
    String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
    Path folder =
        repository.resolve("org/jkuiper/jkuiper").resolve(name.substring("jkuiper-".length()));
    Files.createDirectories(folder);
    Files.copy(jar, folder.resolve(name + ".jar"));
    Files.copy(Path.of("pom.xml"), folder.resolve(name + ".pom"));
  }

  private static Path ownJar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(
              file -> file.getFileName().toString().matches("jkuiper-[0-9.]+(-SNAPSHOT)?\\.jar"))
          .findFirst()
          .orElseThrow()
          .toAbsolutePath();
    }
  }

  /** A copy of the local repository, into which this test can install without a trace. */
  private Path repository() throws Exception {
    String own = System.getProperty("maven.repo.local");
    Path copy = temp.resolve("repository");
    run(temp, List.of("cp", "-R", own, copy.toString()));
    run(temp, List.of("rm", "-rf", copy.resolve("org/jkuiper").toString()));
    return copy;
  }

  private void maven(Path folder, Path repository, String... arguments) throws Exception {
    run(
        folder,
        Stream.concat(
                Stream.of("mvn", "-q", "-B", "-o", "-Dmaven.repo.local=" + repository),
                Stream.of(arguments))
            .toList());
  }

  private void run(Path folder, List<String> command) throws Exception {
    Path log = temp.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toAbsolutePath().toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertEquals(0, process.waitFor(), () -> command + "\n" + read(log));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
