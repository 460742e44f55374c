package {{package}};

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jkuiper.plugin.Config;
import org.jkuiper.plugin.Context;
import org.jkuiper.plugin.Message;
import org.jkuiper.plugin.Sink;

/** Appends each result, a line, to the file {@code path}. */
final class {{symbolClass}} implements Sink {
  private Path path;

  @Override
  public void configure(Config config) {
    path = Path.of(config.requiredString("path"));
  }

  @Override
  public void collect(Message message, Context context) throws IOException {
    Files.writeString(
        path, message.text() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
