package {{package}};

import org.jkuiper.plugin.Plugin;

/** The plugin {{name}}. Its symbols must be those of {{name}}.json. */
public final class {{class}} {
  private {{class}}() {}

  static Plugin plugin() {
    return Plugin.named("{{name}}"){{symbols}}
        .build();
  }

  public static void main(String[] args) {
    plugin().run(args);
  }
}
