package org.jkuiper.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jkuiper.protocol.FunctionCall;
import org.jkuiper.protocol.FunctionCall.Kind;
import org.jkuiper.protocol.FunctionReply;
import org.jkuiper.protocol.Json;
import org.jkuiper.protocol.MalformedMessageException;
import org.jkuiper.protocol.Meta;
import org.jkuiper.protocol.SocketNames;
import org.jkuiper.text.Snippet;
import org.jspecify.annotations.Nullable;

/**
 * A function of a plugin, called as a rule does ({@code PortableFunc} of eKuiper). Calls from
 * several threads wait for one another, as those of several rules do.
 */
public final class HostedFunction implements Closeable {
  private final String symbol;
  private final HostOptions options;
  private final RepChannel channel;

  HostedFunction(String symbol, HostOptions options) throws HostException {
    this.symbol = symbol;
    this.options = options;
    this.channel =
        RepChannel.listen(SocketNames.function(symbol), options.version().limits(), () -> true);
  }

  /**
   * Has the function check a call with so many arguments, as eKuiper does when a rule is made.
   *
   * @throws PluginFault if it refuses
   */
  public void validate(int arguments) throws IOException, InterruptedException {
    List<Object> nodes = new ArrayList<>();
    for (int i = 0; i < arguments; i++) {
      Map<String, Object> fieldRef = new LinkedHashMap<>();
      fieldRef.put("StreamName", "demo");
      fieldRef.put("Name", "field" + i);
      fieldRef.put("HasIndex", false);
      fieldRef.put("SourceIndex", -1);
      fieldRef.put("Index", 0);
      nodes.add(fieldRef);
    }
    var unused = ask(FunctionCall.request(Kind.VALIDATE, nodes));
  }

  public boolean isAggregate() throws IOException, InterruptedException {
    Object answer = ask(FunctionCall.request(Kind.IS_AGGREGATE, null));
    if (answer instanceof Boolean aggregate) {
      return aggregate;
    }
    throw new HostException("IsAggregate result is not bool, got " + Json.text(answer));
  }

  /**
   * Calls the function as rule {@code rule1} does; see {@link #exec(Meta, int, List)}.
   *
   * @param arguments {@code null}, texts, numbers, booleans, lists, maps; {@code byte[]} for binary
   */
  public @Nullable Object exec(@Nullable Object... arguments)
      throws IOException, InterruptedException {
    return exec(new Meta("rule1", "op_2_project", 0), 0, Arrays.asList(arguments));
  }

  /**
   * Calls the function.
   *
   * @param funcId tells apart the calls in one rule
   * @return {@code null}, {@link String}, {@link Long}, {@link java.math.BigInteger}, {@link
   *     Double}, {@link Boolean}, {@link List} or {@link Map}
   * @throws PluginFault the function's own refusal, or what it threw
   * @throws HostException if no answer came within {@link HostOptions#recvTimeout}
   */
  public @Nullable Object exec(Meta meta, int funcId, List<? extends @Nullable Object> arguments)
      throws IOException, InterruptedException {
    return ask(FunctionCall.exec(meta, funcId, arguments));
  }

  private @Nullable Object ask(byte[] question) throws IOException, InterruptedException {
    byte[] answer = channel.ask(question, options.recvTimeout(), true);
    if (answer == null) {
      throw new HostException(
          "time out: %s gave no answer within %d ms"
              .formatted(symbol, options.recvTimeout().toMillis()));
    }
    FunctionReply reply = reply(answer);
    if (!reply.state()) {
      throw new PluginFault(
          reply.result() instanceof String text ? text : Json.text(reply.result()));
    }
    return reply.result();
  }

  private static FunctionReply reply(byte[] answer) throws HostException {
    try {
      return FunctionReply.parse(answer);
    } catch (MalformedMessageException e) {
      throw new HostException(
          "Failed to unmarshal function result "
              + Snippet.of(new String(answer, StandardCharsets.UTF_8)),
          e);
    }
  }

  @Override
  public void close() {
    channel.close();
  }
}
