package org.jkuiper.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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

/** A picture's way to the tensor, and its parts. {@code decode} is libjpeg-turbo's alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PictureBenchmark {
  /** 451 x 300, 600 x 400 and 640 x 427 pixels. */
  @Param({"cat.jpg", "coffee.jpg", "shuttle.jpg"})
  public String picture;

  private ByteBuffer bytes;
  private ImageHeader header;
  private RgbImage decoded;
  private final ImageTensor tensor = new ImageTensor(224, 224, ImageLimits.DEFAULT);
  private final Resampler resampler = new Resampler(224, 224);
  private final ByteBuffer target = ByteBuffer.allocateDirect(3 * 224 * 224);
  private final byte[] pixels = new byte[3 * 224 * 224];

  @Setup
  public void setUp() throws IOException, ImageException {
    bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of("samples", picture)));
    header = HeaderReader.read(ImageFormat.JPEG, bytes);
    decoded = LeptonicaDecoder.decode(header, 1, new TimeLimit(ImageLimits.DEFAULT.maxTime()));
  }

  @Benchmark
  public ImageHeader header() throws ImageException {
    return HeaderReader.read(ImageFormat.JPEG, bytes);
  }

  @Benchmark
  public void decode() throws ImageException {
    LeptonicaDecoder.decode(header, 1, new TimeLimit(ImageLimits.DEFAULT.maxTime())).close();
  }

  @Benchmark
  public byte[] resize() {
    int width = decoded.pictureWidth();
    int height = decoded.pictureHeight();
    Area whole = new Area(width, height, 0, 0, width, height);
    resampler.resample(decoded, Orientation.UPRIGHT, whole, pixels);
    return pixels;
  }

  @Benchmark
  public ByteBuffer toTensor() throws ImageException {
    tensor.fill(bytes, target.clear());
    return target;
  }

  @Benchmark
  public ByteBuffer tensorFill() {
    return target.clear().put(pixels);
  }

  @TearDown
  public void tearDown() {
    decoded.close();
  }
}
