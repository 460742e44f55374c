package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jkuiper.host.HostException;
import org.jkuiper.host.ZipWriter;
import org.jkuiper.protocol.Descriptor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes the zip if no Maven assembly does. */
@Command(
    name = "pack",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a plugin's zip: its descriptor (NAME.json), the folders sources, sinks and functions,"
          + " jars, launcher and install.sh, with the modes that eKuiper needs. The same files give"
          + " the same bytes.",
      "An install.sh or a plugin.args (arguments of the JVM) of the project's own is taken instead"
          + " of ours."
    })
final class Pack implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--main",
      paramLabel = "CLASS",
      description = "The class whose main runs the plugin; not needed beside a plugin.args.")
  private String mainClass = "";

  @Option(
      names = "--lib",
      required = true,
      paramLabel = "PATH",
      description = "A jar for lib/, or a folder of jars; may be repeated.")
  private List<Path> libraries = new ArrayList<>();

  @Option(
      names = "--add",
      paramLabel = "PATH",
      description = "A file or folder of the project to take along; may be repeated.")
  private List<Path> additions = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "ZIP",
      description = "The zip to write (default: NAME.zip).")
  private Path output;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      defaultValue = ".",
      description = "The project with the descriptor (default: this folder).")
  private Path project;

  @Override
  public Integer call() throws IOException {
    Descriptor descriptor = descriptor();
    String name = descriptor.name();
    ZipWriter zip = new ZipWriter();
    zip.file(name + ".json", Files.readAllBytes(project.resolve(name + ".json")));
    zip.executable(inside(descriptor.executable()), utf8(Templates.text("zip/launcher.sh")));
    zip.file("java.sh", utf8(Templates.text("zip/java.sh")));
    zip.file("plugin.args", pluginArguments());
    zip.executable(
        "install.sh", own("install.sh", Templates.text("new/install.sh", Map.of("name", name))));
    for (String folder : List.of("sources", "sinks", "functions")) {
      if (Files.isDirectory(project.resolve(folder))) {
        add(zip, project.resolve(folder), folder);
      }
    }
    for (Path addition : additions) {
      Path relative = project.toAbsolutePath().normalize().relativize(absolute(addition));
      add(zip, addition, relative.toString());
    }
    for (Path jar : jars()) {
      zip.file("lib/" + jar.getFileName(), Files.readAllBytes(jar));
    }
    Path written = output == null ? Path.of(name + ".zip") : output;
    zip.writeTo(written);
    PrintWriter out = command.commandLine().getOut();
    out.println(written + ": " + Files.size(written) + " bytes");
    out.flush();
    return 0;
  }

  /** The one JSON file at the top of the project that says what to execute. */
  private Descriptor descriptor() throws IOException {
    List<Descriptor> found = new ArrayList<>();
    for (Path file : files(project, 1)) {
      String fileName = String.valueOf(file.getFileName());
      if (fileName.endsWith(".json")) {
        String name = fileName.substring(0, fileName.length() - ".json".length());
        Descriptor descriptor = Descriptor.parse(name, Files.readString(file));
        if (!descriptor.executable().isEmpty()) {
          found.add(descriptor);
        }
      }
    }
    if (found.size() != 1) {
      throw new HostException(
          found.isEmpty()
              ? "no descriptor in " + project + ": a NAME.json with language and executable"
              : "more than one descriptor in " + project);
    }
    return found.get(0);
  }

  private byte[] pluginArguments() throws IOException {
    if (mainClass.isEmpty() && !Files.exists(project.resolve("plugin.args"))) {
      throw new HostException(
          "no main class: name it with --main, or write a plugin.args beside the descriptor");
    }
    return own("plugin.args", Templates.text("new/plugin.args", Map.of("main", mainClass)));
  }

  private byte[] own(String file, String otherwise) throws IOException {
    Path path = project.resolve(file);
    return Files.exists(path) ? Files.readAllBytes(path) : utf8(otherwise);
  }

  private List<Path> jars() throws IOException {
    List<Path> jars = new ArrayList<>();
    for (Path library : libraries) {
      if (Files.isDirectory(library)) {
        files(library, 1).stream()
            .filter(file -> file.toString().endsWith(".jar"))
            .forEach(jars::add);
      } else {
        jars.add(library);
      }
    }
    return jars;
  }

  private static void add(ZipWriter zip, Path path, String name) throws IOException {
    inside(name);
    if (!Files.isDirectory(path)) {
      put(zip, path, name);
      return;
    }
    for (Path file : files(path, Integer.MAX_VALUE)) {
      put(zip, file, name + "/" + path.relativize(file));
    }
  }

  /** The name of an entry, which must not lead out of the plugin's folder. */
  private static String inside(String name) throws HostException {
    Path path = Path.of(name);
    if (path.isAbsolute() || path.normalize().startsWith("..")) {
      throw new HostException(name + " is not in the project");
    }
    return name;
  }

  private static void put(ZipWriter zip, Path file, String name) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (Files.isExecutable(file)) {
      zip.executable(name, bytes);
    } else {
      zip.file(name, bytes);
    }
  }

  private static List<Path> files(Path folder, int depth) throws IOException {
    try (Stream<Path> all = Files.walk(folder, depth)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
