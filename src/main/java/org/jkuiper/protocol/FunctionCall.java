package org.jkuiper.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jkuiper.plugin.Arguments;
import org.jspecify.annotations.Nullable;

/**
 * What eKuiper sends on a function's channel. It refers to the buffer that it was parsed from and
 * is valid as long as that.
 *
 * @hidden internal
 */
public final class FunctionCall {
  /** Which method of the function is called. */
  public enum Kind {
    VALIDATE("Validate"),
    EXEC("Exec"),
    IS_AGGREGATE("IsAggregate");

    private final String wire;

    Kind(String wire) {
      this.wire = wire;
    }
  }

  /** Keys and methods are short words; an error repeats them. */
  private static final int MAX_NAME_BYTES = 100;

  private final Kind kind;
  private final RequestArguments arguments;
  private final Meta meta;
  private final int funcId;

  private FunctionCall(Kind kind, RequestArguments arguments, Meta meta, int funcId) {
    this.kind = kind;
    this.arguments = arguments;
    this.meta = meta;
    this.funcId = funcId;
  }

  public Kind kind() {
    return kind;
  }

  /** What the SQL passes: without the context, which is the last one on the wire. */
  public Arguments arguments() {
    return arguments;
  }

  /** Where the call comes from; {@link Meta#NONE} unless it is an {@link Kind#EXEC}. */
  public Meta meta() {
    return meta;
  }

  /** Tells apart the calls of one function in one rule. */
  public int funcId() {
    return funcId;
  }

  /**
   * Reads a call from the remaining bytes of a heap buffer.
   *
   * @throws MalformedMessageException if they are none
   */
  public static FunctionCall parse(ByteBuffer request) throws MalformedMessageException {
    byte[] json = request.array();
    JsonScanner scanner =
        new JsonScanner(json, request.arrayOffset() + request.position(), request.remaining());
    String func = null;
    RequestArguments arguments = null;
    scanner.expect('{');
    do {
      String key = plainString(scanner, json);
      scanner.expect(':');
      if (key.equals("func") && func == null) {
        func = plainString(scanner, json);
      } else if (key.equals("arg") && arguments == null) {
        arguments = RequestArguments.scan(scanner, json, null);
      } else {
        throw new MalformedMessageException("a function call with a second or unknown key " + key);
      }
    } while (scanner.accept(','));
    scanner.expect('}');
    scanner.expectEnd();
    if (func == null || arguments == null) {
      throw new MalformedMessageException("a function call without func or arg");
    }
    return switch (func) {
      case "Validate" -> new FunctionCall(Kind.VALIDATE, arguments, Meta.NONE, 0);
      case "IsAggregate" -> new FunctionCall(Kind.IS_AGGREGATE, arguments, Meta.NONE, 0);
      case "Exec" -> exec(arguments);
      default -> throw new MalformedMessageException("unknown func " + func);
    };
  }

  private static FunctionCall exec(RequestArguments all) throws MalformedMessageException {
    int last = all.size() - 1;
    if (last < 0 || !(all.readLast() instanceof String contextText)) {
      throw new MalformedMessageException("an Exec call without its context");
    }
    Map<String, @Nullable Object> context = Json.readObject(contextText);
    int funcId = context.get("funcId") instanceof Number id ? id.intValue() : 0;
    return new FunctionCall(Kind.EXEC, all.first(last), Meta.of(context), funcId);
  }

  /** The bytes of an {@link Kind#EXEC}, as eKuiper writes them. */
  public static byte[] exec(Meta meta, int funcId, List<? extends @Nullable Object> arguments) {
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("ruleId", meta.ruleId());
    context.put("opId", meta.opId());
    context.put("instanceId", meta.instanceId());
    context.put("funcId", funcId);
    List<@Nullable Object> all = new ArrayList<>();
    arguments.forEach(argument -> all.add(GoJson.ofGo(argument)));
    all.add(GoJson.text(context));
    return request(Kind.EXEC, all);
  }

  /**
   * The bytes of another kind of call.
   *
   * @param arguments as they go into {@code arg}
   */
  public static byte[] request(Kind kind, @Nullable List<? extends @Nullable Object> arguments) {
    Map<String, @Nullable Object> call = new LinkedHashMap<>();
    call.put("func", kind.wire);
    call.put("arg", arguments);
    return GoJson.write(call);
  }

  private static String plainString(JsonScanner scanner, byte[] json)
      throws MalformedMessageException {
    int begin = scanner.beginValue();
    scanner.skipString();
    int length = scanner.position() - begin;
    if (length > MAX_NAME_BYTES) {
      throw new MalformedMessageException("a function call with a name of " + length + " bytes");
    }
    return String.valueOf(Json.read(json, begin, length));
  }
}
