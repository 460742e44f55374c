package org.jkuiper;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rooms of the design: which package may know which, and which library. */
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
    "host, text sp plugin protocol runtime, org.apache.commons.compress..",
    "testkit, sp plugin protocol runtime host, org.junit..",
    "cli, text sp plugin protocol runtime host testkit,"
        + " picocli.. org.apache.commons.compress..",
    "tflite, , org.bytedeco..",
    "image, , org.bytedeco.. javax.imageio.. com.twelvemonkeys..",
    "label, text plugin protocol runtime tflite image,"
        + " org.apache.commons.compress.. org.bytedeco.javacpp.."
  })
  void aRoomKnowsOnlyThoseNamedHere(
      String room, @Nullable String rooms, @Nullable String libraries) {
    List<String> known =
        new ArrayList<>(List.of("java..", "org.jspecify.annotations", ROOT + room));
    words(rooms).forEach(other -> known.add(ROOT + other));
    known.addAll(words(libraries));
    classes()
        .that()
        .resideInAPackage(ROOT + room)
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
  void noRoomsKnowEachOther() {
    SlicesRuleDefinition.slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theRoomsAreSeen() {
    assertTrue(CLASSES.containPackage("org.jkuiper.runtime"));
  }
}
