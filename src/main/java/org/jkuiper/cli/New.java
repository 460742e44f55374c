package org.jkuiper.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jkuiper.protocol.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a project. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the Maven project of a plugin in a new folder NAME: code, tests, descriptor, zip;"
          + " `mvn package` there does it all.",
      "If no symbol is named, it has one function, named as the plugin."
    })
final class New implements Callable<Integer> {
  private static final String NAME = "[A-Za-z][A-Za-z0-9_]*";
  private static final String PACKAGE = "[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*";

  @Spec private CommandSpec command;

  @Option(names = "--source", paramLabel = "NAME", description = "A source; may be repeated.")
  private List<String> sources = new ArrayList<>();

  @Option(names = "--sink", paramLabel = "NAME", description = "A sink; may be repeated.")
  private List<String> sinks = new ArrayList<>();

  @Option(names = "--function", paramLabel = "NAME", description = "A function; may be repeated.")
  private List<String> functions = new ArrayList<>();

  @Option(
      names = "--package",
      paramLabel = "PACKAGE",
      description = "The Java package (default: org.example.NAME).")
  private String javaPackage = "";

  @Parameters(
      paramLabel = "NAME",
      description = "The folder to make; its last part names the plugin: letters, digits and _.")
  private Path folder;

  private final Map<String, String> values = new TreeMap<>();
  private String name = "";

  @Override
  public Integer call() throws IOException {
    name = String.valueOf(folder.getFileName());
    if (sources.isEmpty() && sinks.isEmpty() && functions.isEmpty()) {
      functions = List.of(name);
    }
    if (javaPackage.isEmpty()) {
      javaPackage = "org.example." + name.toLowerCase(Locale.ROOT);
    }
    check();
    values.put("name", name);
    values.put("package", javaPackage);
    values.put("class", capitalized(name) + "Plugin");
    values.put("version", Templates.text("version").strip());
    values.put("sources", Json.text(sources));
    values.put("sinks", Json.text(sinks));
    values.put("functions", Json.text(functions));
    write();
    PrintWriter out = command.commandLine().getOut();
    out.println("made the project " + name + "; next: cd " + folder + " && mvn package");
    out.flush();
    return 0;
  }

  private void check() {
    List<String> names = new ArrayList<>(List.of(name));
    names.addAll(sources);
    names.addAll(sinks);
    names.addAll(functions);
    for (String each : names) {
      if (!each.matches(NAME)) {
        throw new ParameterException(
            command.commandLine(), "a name has letters, digits and _ only: " + each);
      }
    }
    if (!javaPackage.matches(PACKAGE)) {
      throw new ParameterException(
          command.commandLine(), javaPackage + " is no Java package: see --package");
    }
    if (Files.exists(folder)) {
      throw new ParameterException(command.commandLine(), folder + " is there already");
    }
  }

  private void write() throws IOException {
    String code = "/java/" + javaPackage.replace('.', '/') + "/";
    StringBuilder symbols = new StringBuilder();
    for (String source : sources) {
      symbol("source", "Source", source, code, symbols);
      template("source.yaml", "sources/" + source + ".yaml");
    }
    for (String sink : sinks) {
      symbol("sink", "Sink", sink, code, symbols);
    }
    for (String function : functions) {
      symbol("function", "Function", function, code, symbols);
    }
    values.put("symbols", symbols.toString());
    values.put("main", javaPackage + "." + values.get("class"));
    template("Plugin.java", "src/main" + code + values.get("class") + ".java");
    template("descriptor.json", name + ".json");
    template("pom.xml", "pom.xml");
    template("plugin.xml", "src/assembly/plugin.xml");
    template("README.md", "README.md");
    template("gitignore", ".gitignore");
    template("install.sh", "src/main/zip/install.sh");
    file("src/main/zip/launcher.sh", Templates.text("zip/launcher.sh"));
    file("src/main/zip/java.sh", Templates.text("zip/java.sh"));
    template("plugin.args", "src/main/zip/plugin.args");
  }

  private void symbol(String kind, String suffix, String symbol, String code, StringBuilder symbols)
      throws IOException {
    String symbolClass = capitalized(symbol) + suffix;
    values.put("symbol", symbol);
    values.put("symbolClass", symbolClass);
    template(kind + ".java", "src/main" + code + symbolClass + ".java");
    template(kind + "Test.java", "src/test" + code + symbolClass + "Test.java");
    template(kind + ".json", kind + "s/" + symbol + ".json");
    symbols.append("\n        .%s(\"%s\", %s::new)".formatted(kind, symbol, symbolClass));
  }

  private void template(String template, String file) throws IOException {
    file(file, Templates.text("new/" + template, values));
  }

  private void file(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.toAbsolutePath().getParent());
    Files.writeString(path, text);
  }

  private static String capitalized(String word) {
    return Character.toUpperCase(word.charAt(0)) + word.substring(1);
  }
}
