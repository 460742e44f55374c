package org.jkuiper.protocol;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jkuiper.text.Snippet;
import org.jspecify.annotations.Nullable;

/**
 * What eKuiper sends on the control channel. The answer is {@link #OK}, or an {@link #error}.
 *
 * @param arg the inner JSON text, as it came
 * @hidden internal
 */
public record Command(Verb verb, Control control, String arg) {
  /** The first request on every connection, on the control and the function channels alike. */
  public static final String HANDSHAKE = "handshake";

  public static final String OK = "ok";

  /** What to do with the symbol. */
  public enum Verb {
    START("start"),
    STOP("stop");

    private final String wire;

    Verb(String wire) {
      this.wire = wire;
    }
  }

  /** What eKuiper sends to start or stop something. */
  public static Command of(Verb verb, Control control) {
    return new Command(verb, control, control.toJson());
  }

  /** The bytes as eKuiper writes them. */
  public byte[] toJson() {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("cmd", verb.wire);
    object.put("arg", arg);
    return GoJson.write(object);
  }

  /**
   * Reads a command from the remaining bytes of a heap buffer.
   *
   * @throws MalformedMessageException if they are none
   */
  public static Command parse(ByteBuffer message) throws MalformedMessageException {
    Map<String, @Nullable Object> object = Json.readObject(message);
    Verb verb =
        switch (String.valueOf(object.get("cmd"))) {
          case "start" -> Verb.START;
          case "stop" -> Verb.STOP;
          default ->
              throw new MalformedMessageException(
                  "unknown command " + Snippet.of(String.valueOf(object.get("cmd"))));
        };
    if (!(object.get("arg") instanceof String arg)) {
      throw new MalformedMessageException("a command without arg");
    }
    return new Command(verb, Control.parse(arg), arg);
  }

  /** Reads a start command from its inner text, as {@link #arg} gave it. */
  public static Command start(String arg) throws MalformedMessageException {
    return new Command(Verb.START, Control.parse(arg), arg);
  }

  /**
   * An answer that refuses a command. eKuiper takes whatever begins with an {@code h} for a
   * handshake, hence the prefix.
   */
  public static String error(String message) {
    return "error: " + message;
  }
}
