package org.jkuiper.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A call out of its frame: parsing, and the picture out of its base64. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RequestBenchmark {
  @Param({"112640", "4194304"})
  int bytes;

  private ByteBuffer request;
  private FunctionCall parsed;

  @Setup
  public void setUp() throws MalformedMessageException {
    String context =
        "{\\\"ruleId\\\":\\\"r\\\",\\\"opId\\\":\\\"o\\\",\\\"instanceId\\\":0,\\\"funcId\\\":0}";
    String image = Base64.getEncoder().encodeToString(new byte[bytes]);
    String text = "{\"func\":\"Exec\",\"arg\":[\"" + image + "\",\"" + context + "\"]}";
    request = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    parsed = FunctionCall.parse(request);
  }

  @Benchmark
  public FunctionCall parse() throws MalformedMessageException {
    return FunctionCall.parse(request);
  }

  @Benchmark
  public byte[] base64() {
    return parsed.arguments().bytes(0);
  }
}
