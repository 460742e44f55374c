package org.jkuiper.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The public API, line by line, as {@code api.txt} has it: what plugins are compiled against. A
 * change that this test reports is either a mistake or belongs in the changelog; {@code
 * target/api.txt} is what it would be now.
 */
class ApiTest {
  private static final Path AGREED = Path.of("src/test/resources/org/jkuiper/plugin/api.txt");
  private static final Path NOW = Path.of("target/api.txt");

  @Test
  void theApiIsWhatWasAgreed() throws IOException {
    List<String> lines = new ArrayList<>();
    new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.jkuiper.plugin")
            .stream()
            .filter(type -> type.getPackageName().equals("org.jkuiper.plugin"))
            .map(JavaClass::reflect)
            .filter(type -> Modifier.isPublic(type.getModifiers()))
            .forEach(type -> lines.addAll(signatures(type)));
    lines.sort(null);
    String now = String.join("\n", lines) + "\n";
    Files.writeString(NOW, now);
    assertEquals(Files.readString(AGREED), now);
  }

  private static List<String> signatures(Class<?> type) {
    List<String> all = new ArrayList<>(List.of(type.getName() + ": " + type.toGenericString()));
    Stream.<Member>of(type.getDeclaredFields()).forEach(member -> add(all, type, member));
    Stream.<Member>of(type.getDeclaredConstructors()).forEach(member -> add(all, type, member));
    Stream.<Member>of(type.getDeclaredMethods()).forEach(member -> add(all, type, member));
    return all;
  }

  private static void add(List<String> all, Class<?> type, Member member) {
    boolean open = Modifier.isPublic(member.getModifiers()) && !member.isSynthetic();
    if (open || Modifier.isProtected(member.getModifiers())) {
      all.add(type.getName() + ": " + text(member));
    }
  }

  private static String text(Member member) {
    if (member instanceof Field field) {
      return field.toGenericString();
    }
    Executable code = (Executable) member;
    String text =
        code instanceof Method method
            ? method.toGenericString()
            : ((Constructor<?>) code).toGenericString();
    return text.replace(code.getDeclaringClass().getName() + ".", "")
        .replace("java.lang.", "")
        .replace("java.util.", "")
        .replace("org.jkuiper.plugin.", "");
  }
}
