package org.jkuiper.sp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A reply with a picture's request and back, over a Unix socket: what the wire costs a call. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class RoundTripBenchmark {
  @Param({"153600", "4194304"})
  int bytes;

  private Path folder;
  private RepSocket ekuiper;
  private ReqSocket plugin;
  private Thread serving;
  private final ByteBuffer answer = ByteBuffer.allocate(300);

  @Setup
  public void setUp() throws IOException, InterruptedException {
    folder = Files.createTempDirectory("sp");
    SpAddress address = SpAddress.parse("ipc://" + folder.resolve("s.ipc"));
    ekuiper = RepSocket.bind(address, SpLimits.DEFAULT);
    serving = new Thread(this::serve);
    serving.start();
    plugin = new ReqSocket(address, SpLimits.DEFAULT);
    plugin.connect();
  }

  private void serve() {
    byte[] request = new byte[bytes];
    try {
      while (true) {
        RepSocket.Request from = ekuiper.receive(Duration.ofDays(1));
        if (from != null) {
          from.reply(ByteBuffer.wrap(request));
        }
      }
    } catch (ClosedChannelException e) {
      // The end.
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Benchmark
  public ByteBuffer roundTrip() throws IOException {
    plugin.send(answer);
    return plugin.receive();
  }

  @TearDown
  public void tearDown() throws IOException, InterruptedException {
    plugin.close();
    ekuiper.close();
    serving.join();
    Files.deleteIfExists(folder.resolve("s.ipc"));
    Files.delete(folder);
  }
}
