package org.jkuiper.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jkuiper.plugin.Plugin;

/** Builds what {@code jkuiper new} made, without Maven. */
record Project(Path folder) {

  /** Compiles code and tests, and puts the code and what it needs into {@code lib}. */
  Path buildJars() throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    compile(sources("src/main/java"), classes, System.getProperty("java.class.path"));
    compile(
        sources("src/test/java"),
        Files.createDirectories(folder.resolve("test-classes")),
        classes + ":" + System.getProperty("java.class.path"));
    Path lib = Files.createDirectories(folder.resolve("lib"));
    jar(classes, lib.resolve("code.jar"));
    jar(placeOf(Plugin.class), lib.resolve("jkuiper.jar"));
    Files.copy(placeOf(JsonFactory.class), lib.resolve("jackson-core.jar"));
    return lib;
  }

  private List<Path> sources(String under) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(under))) {
      return all.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }

  private static void compile(List<Path> sources, Path target, String classPath)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-Xlint:all", "-Werror", "-proc:none", "-d", target.toString(), "-cp", classPath);
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  options,
                  null,
                  files.getJavaFileObjects(sources.toArray(Path[]::new)))
              .call();
      assertEquals("", messages.toString());
      assertEquals(true, compiled);
    }
  }

  private static Path placeOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static void jar(Path classes, Path jar) throws IOException {
    try (Stream<Path> all = Files.walk(classes);
        OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
        Files.copy(each, out);
      }
    }
  }
}
