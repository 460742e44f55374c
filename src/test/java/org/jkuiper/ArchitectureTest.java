package org.jkuiper;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which package may know which, and which library. */
class ArchitectureTest {
  private static final String ROOT = "org.jkuiper.";

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.jkuiper");

  @ParameterizedTest
  @CsvSource({
    "text, , ",
    "sp, , jdk.net",
    "plugin, text, ",
    "protocol, text plugin, com.fasterxml.jackson.core..",
    "runtime, sp plugin protocol, ",
    "host, text sp plugin protocol runtime, ",
    "testkit, sp plugin protocol runtime host, org.junit..",
    "models, , org.apache.commons.compress..",
    "web, host protocol, org.eclipse.jetty.. org.eclipse.paho.. javax.net",
    "cli, text sp plugin protocol runtime host models web inference tflite image, picocli..",
    "tflite, , org.bytedeco..",
    "image, , org.bytedeco.. javax.imageio.. com.twelvemonkeys..",
    "stats, plugin, ",
    "metrics, stats, com.sun.net.httpserver io.prometheus..",
    "options, text plugin protocol image, ",
    "inference, text tflite image, org.bytedeco.javacpp..",
    "picture, text plugin image, ",
    "detect, plugin tflite image options stats inference picture, ",
    "label, text plugin protocol runtime tflite image options stats metrics inference picture detect, org.bytedeco.javacpp.."
  })
  void aPackageKnowsOnlyThoseNamedHere(
      String name, @Nullable String others, @Nullable String libraries) {
    List<String> known =
        new ArrayList<>(List.of("java..", "org.jspecify.annotations", ROOT + name));
    words(others).forEach(other -> known.add(ROOT + other));
    known.addAll(words(libraries));
    classes()
        .that()
        .resideInAPackage(ROOT + name)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(known.toArray(String[]::new))
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static List<String> words(@Nullable String text) {
    return text == null ? List.of() : Arrays.asList(text.split(" "));
  }

  @Test
  void noPackagesKnowEachOther() {
    SlicesRuleDefinition.slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
  }

  /**
   * No two files need each other, so each can be read after those that it uses. But for {@code
   * Plugin} and {@code PluginRunner}: what is served and who serves it; {@code SourceContext} and
   * {@code Retry}, which is a method of it; and an annotation and its extension.
   */
  @Test
  void noTwoFilesNeedEachOther() {
    SlicesRuleDefinition.slices()
        .assignedFrom(new SourceFiles())
        .should()
        .beFreeOfCycles()
        .ignoreDependency(file("plugin.PluginRunner"), file("plugin.Plugin"))
        .ignoreDependency(file("plugin.Retry"), file("plugin.SourceContext"))
        .ignoreDependency(file("testkit.PluginUnderTest"), file("testkit.PluginExtension"))
        .check(CLASSES);
  }

  private static final class SourceFiles implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
      return SliceIdentifier.of(outermost(type));
    }

    @Override
    public String getDescription() {
      return "files";
    }
  }

  private static String outermost(JavaClass type) {
    return type.getName().replaceFirst("\\$.*", "");
  }

  private static DescribedPredicate<JavaClass> file(String name) {
    return DescribedPredicate.describe(name, type -> outermost(type).equals(ROOT + name));
  }

  /** {@code tools/draw-packages} draws it anew. */
  @Test
  void theDrawingInContributingIsTrue() throws IOException {
    Set<String> arrows = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String from = type.getPackageName();
        String to = dependency.getTargetClass().getPackageName();
        if (to.startsWith(ROOT) && !to.equals(from)) {
          arrows.add(
              "  " + from.substring(ROOT.length()) + " --> " + to.substring(ROOT.length()) + "\n");
        }
      }
    }
    String drawing = "```mermaid\nflowchart BT\n" + String.join("", arrows) + "```\n";
    Files.writeString(Path.of("target/packages.md"), drawing);
    String page = Files.readString(Path.of("CONTRIBUTING.md"));
    assertTrue(page.contains(drawing), "run tools/draw-packages: " + drawing);
  }

  @Test
  void thePackagesAreSeen() {
    assertTrue(CLASSES.containPackage("org.jkuiper.runtime"));
  }
}
