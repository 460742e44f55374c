package org.jkuiper.protocol;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a function answers. With {@code state} false the result must be a text: eKuiper shows it in
 * the rule's status as {@code last_exception}, and prints anything else in Go's own notation.
 *
 * @hidden internal
 */
public record FunctionReply(boolean state, @Nullable Object result) {

  /** A value that was computed, or the answer to {@code IsAggregate} or {@code Validate}. */
  public static FunctionReply of(@Nullable Object result) {
    return new FunctionReply(true, result);
  }

  /** A fault, in a sentence. */
  public static FunctionReply error(String message) {
    return new FunctionReply(false, message);
  }

  /**
   * Reads an answer.
   *
   * @throws MalformedMessageException if it is none
   */
  public static FunctionReply parse(byte[] json) throws MalformedMessageException {
    Map<String, @Nullable Object> object = Json.readObjectAsGo(json);
    return new FunctionReply(Boolean.TRUE.equals(object.get("state")), object.get("result"));
  }

  /**
   * Appends the JSON.
   *
   * @throws IllegalArgumentException if JSON can't carry the result; what was appended is then of
   *     no use
   */
  public void writeTo(ByteArrayOutputStream out) {
    Json.write(this, out);
  }
}
