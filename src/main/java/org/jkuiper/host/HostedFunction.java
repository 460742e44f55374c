package org.jkuiper.host;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    var unused = ask("Validate", nodes);
  }

  public boolean isAggregate() throws IOException, InterruptedException {
    Object answer = ask("IsAggregate", null);
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
    Map<String, Object> context = new LinkedHashMap<>();
    context.put("ruleId", meta.ruleId());
    context.put("opId", meta.opId());
    context.put("instanceId", meta.instanceId());
    context.put("funcId", funcId);
    List<@Nullable Object> all = new ArrayList<>();
    arguments.forEach(argument -> all.add(GoJson.ofGo(argument)));
    all.add(GoJson.text(context));
    return ask("Exec", Collections.unmodifiableList(all));
  }

  private @Nullable Object ask(String function, @Nullable Object arguments)
      throws IOException, InterruptedException {
    Map<String, @Nullable Object> question = new LinkedHashMap<>();
    question.put("func", function);
    question.put("arg", arguments);
    byte[] answer = channel.ask(GoJson.write(question), options.recvTimeout(), true);
    if (answer == null) {
      throw new HostException(
          "time out: %s gave no answer within %d ms"
              .formatted(symbol, options.recvTimeout().toMillis()));
    }
    Map<String, @Nullable Object> reply = reply(answer);
    if (!Boolean.TRUE.equals(reply.get("state"))) {
      Object reason = reply.get("result");
      throw new PluginFault(reason instanceof String text ? text : Json.text(reason));
    }
    return reply.get("result");
  }

  private static Map<String, @Nullable Object> reply(byte[] answer) throws HostException {
    String text = new String(answer, StandardCharsets.UTF_8);
    try {
      return Json.readObject(text);
    } catch (MalformedMessageException e) {
      throw new HostException("Failed to unmarshal function result " + Snippet.of(text), e);
    }
  }

  @Override
  public void close() {
    channel.close();
  }
}
