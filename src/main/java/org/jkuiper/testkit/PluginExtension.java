package org.jkuiper.testkit;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jkuiper.host.Host;
import org.jkuiper.host.HostOptions;
import org.jkuiper.plugin.Plugin;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/** Starts the plugin of {@link PluginUnderTest}, hands it to the tests, ends it after them. */
final class PluginExtension
    implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(PluginExtension.class);

  private record Running(Host host, TestedPlugin plugin) {}

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    if (context.getStore(NAMESPACE).get(Running.class) != null) {
      return; // a @Nested class: that of the outer one
    }
    Field field = field(context.getRequiredTestClass());
    Object plugin = ReflectionSupport.tryToReadFieldValue(field, null).get();
    Host host = start(field, plugin);
    context.getStore(NAMESPACE).put(Running.class, new Running(host, new TestedPlugin(host)));
  }

  private static Field field(Class<?> test) {
    List<Field> fields =
        AnnotationSupport.findAnnotatedFields(
            test,
            PluginUnderTest.class,
            field -> Modifier.isStatic(field.getModifiers()),
            HierarchyTraversalMode.BOTTOM_UP);
    if (fields.size() != 1) {
      throw new ExtensionConfigurationException(
          "%s needs one static field marked @PluginUnderTest, it has %d"
              .formatted(test.getName(), fields.size()));
    }
    return fields.get(0);
  }

  private static Host start(Field field, Object plugin) throws IOException, InterruptedException {
    PluginUnderTest wanted = field.getAnnotation(PluginUnderTest.class);
    HostOptions options =
        HostOptions.DEFAULT
            .withVersion(wanted.version())
            .withRecvTimeout(Duration.ofMillis(wanted.recvTimeoutMillis()))
            .withInitTimeout(Duration.ofMillis(wanted.initTimeoutMillis()));
    if (plugin instanceof Plugin inProcess) {
      return Host.inProcess(inProcess, options);
    }
    if (plugin instanceof Path zip) {
      return Host.install(zip, options);
    }
    throw new ExtensionConfigurationException(
        field + " is marked @PluginUnderTest and must hold a Plugin or the Path of a zip");
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    running(context).plugin().stopAll();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    // Finds what was put into this very context: at the end of a @Nested class, nothing.
    Running running = context.getStore(NAMESPACE).remove(Running.class, Running.class);
    if (running != null) {
      running.host().close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestedPlugin.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return running(context).plugin();
  }

  private static Running running(ExtensionContext context) {
    Running running = context.getStore(NAMESPACE).get(Running.class, Running.class);
    if (running == null) {
      throw new ExtensionConfigurationException(
          "the field marked @PluginUnderTest must be static: " + context.getDisplayName());
    }
    return running;
  }
}
