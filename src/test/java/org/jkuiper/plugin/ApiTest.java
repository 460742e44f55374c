package org.jkuiper.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
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
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jkuiper.host.PluginFault;
import org.junit.jupiter.api.Test;

/**
 * The public API, line by line, as {@code api.txt} has it: what plugins and their tests are
 * compiled against. It is {@link #PACKAGES} and every type of ours that their signatures show. A
 * change that this test reports is either a mistake or belongs in the changelog; {@code
 * target/api.txt} is what the API would be now.
 */
class ApiTest {
  private static final Set<String> PACKAGES = Set.of("org.jkuiper.plugin", "org.jkuiper.testkit");
  private static final Path AGREED = Path.of("src/test/resources/org/jkuiper/plugin/api.txt");
  private static final Path NOW = Path.of("target/api.txt");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.jkuiper");

  @Test
  void theApiIsWhatWasAgreed() throws IOException {
    List<String> lines = new ArrayList<>();
    api().forEach(name -> lines.addAll(signatures(CLASSES.get(name).reflect())));
    lines.sort(null);
    String now = String.join("\n", lines) + "\n";
    Files.writeString(NOW, now);
    assertEquals(Files.readString(AGREED), now);
  }

  @Test
  void theComparisonWithTheLastReleaseHoldsTheApi() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    for (String name : api()) {
      String entry = PACKAGES.contains(packageOf(name)) ? packageOf(name) : outermost(name);
      assertTrue(pom.contains("<include>" + entry + "</include>"), entry);
    }
  }

  /** It leaves out whole packages by the pom, and others of their types by {@code @hidden}. */
  @Test
  void thePublishedJavadocHoldsTheApiAlone() throws IOException {
    Set<String> api = api();
    Set<String> packages = new TreeSet<>();
    api.forEach(name -> packages.add(packageOf(name)));
    Set<String> leftOut = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      String source = type.getName().replace('.', '/') + ".java";
      if (!packages.contains(type.getPackageName())) {
        leftOut.add(type.getPackageName());
      } else if (type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC)) {
        boolean hidden = Files.readString(Path.of("src/main/java", source)).contains(" * @hidden ");
        assertEquals(!api.contains(type.getName()), hidden, source);
      }
    }
    String exclusion = "<excludePackageNames>" + String.join(",", leftOut) + "</exclude";
    assertTrue(Files.readString(Path.of("pom.xml")).contains(exclusion), exclusion);
  }

  private static String packageOf(String type) {
    return type.substring(0, type.lastIndexOf('.'));
  }

  private static String outermost(String type) {
    return type.replaceFirst("\\$.*", "");
  }

  private static Set<String> api() {
    Set<String> names = new TreeSet<>();
    CLASSES.stream()
        .filter(type -> PACKAGES.contains(type.getPackageName()))
        .forEach(type -> add(names, type));
    add(names, CLASSES.get(PluginFault.class)); // which no signature names: it is an IOException
    return names;
  }

  private static void add(Set<String> names, JavaClass type) {
    boolean ours =
        type.getPackageName().startsWith("org.jkuiper.") && CLASSES.contain(type.getName());
    if (!ours || !isShown(type) || !names.add(type.getName())) {
      return;
    }
    type.getRawInterfaces().forEach(shown -> add(names, shown));
    type.getRawSuperclass().ifPresent(shown -> add(names, shown));
    type.getFields().stream()
        .filter(field -> field.getModifiers().contains(JavaModifier.PUBLIC))
        .forEach(field -> addAll(names, field.getType()));
    for (JavaCodeUnit code : type.getCodeUnits()) {
      if (code.getModifiers().contains(JavaModifier.PUBLIC)) {
        addAll(names, code.getReturnType());
        code.getParameterTypes().forEach(parameter -> addAll(names, parameter));
        code.getExceptionTypes().forEach(exception -> add(names, exception));
      }
    }
  }

  private static void addAll(Set<String> names, JavaType type) {
    type.getAllInvolvedRawTypes().forEach(shown -> add(names, shown));
  }

  private static boolean isShown(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ApiTest::isShown).orElse(true);
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
