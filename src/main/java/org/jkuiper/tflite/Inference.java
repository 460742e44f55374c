package org.jkuiper.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.tensorflowlite.Allocation;
import org.bytedeco.tensorflowlite.BuiltinOpResolver;
import org.bytedeco.tensorflowlite.FlatBufferModel;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.InterpreterBuilder;
import org.bytedeco.tensorflowlite.TfLiteTensor;

/** Feeds pictures to a {@link Model} and runs it. For one thread at a time. */
final class Inference implements AutoCloseable {

  private static final int OK = 0;

  private final Model model;
  private final FlatBufferModel handle;
  private final BuiltinOpResolver operators;
  private final Interpreter interpreter;
  private final ByteBuffer input;
  private final ByteBuffer pixels;
  private final boolean direct;
  private boolean closed;

  /**
   * Builds the interpreter and its memory.
   *
   * @param threads how many threads one inference uses; at least 1
   * @throws ModelException if TFLite refuses the model, for example because it does not know an
   *     operator
   */
  Inference(Model model, int threads) throws ModelException {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: " + threads);
    }
    this.model = model;
    this.handle = model.retain();
    // The plain resolver brings XNNPACK's delegate. Through the C API, inference takes sixteen
    // times as long.
    this.operators = new BuiltinOpResolver();
    this.interpreter = new Interpreter((Pointer) null);
    try {
      try (InterpreterBuilder builder = new InterpreterBuilder(handle, operators)) {
        builder.SetNumThreads(threads);
        if (builder.apply(interpreter) != OK
            || interpreter.isNull()
            || interpreter.AllocateTensors() != OK) {
          throw new ModelException("the model " + model + " cannot be used: " + refusal());
        }
      }
      this.input = memory(interpreter.input_tensor(0), model.graph().input(), "input");
      this.direct = model.encoding().isIdentity();
      this.pixels =
          direct ? input : ByteBuffer.allocateDirect(3 * model.inputWidth() * model.inputHeight());
    } catch (ModelException | RuntimeException e) {
      free();
      throw e;
    }
  }

  private String refusal() {
    Allocation allocation = handle.allocation();
    try (BytePointer base = new BytePointer(allocation.base())) {
      ByteBuffer bytes = base.capacity(allocation.bytes()).asByteBuffer();
      return UnsupportedOperators.reason(FlatTable.root(bytes), operators);
    }
  }

  /**
   * Returns a tensor's memory. Its size must be that of the shape in the file, since all our
   * arithmetic rests on that shape.
   */
  private ByteBuffer memory(TfLiteTensor tensor, Tensor stated, String role) throws ModelException {
    long bytes = stated.type().bytes;
    for (int side : stated.shape()) {
      bytes *= side;
    }
    BytePointer memory = tensor.data().raw();
    if (memory == null || memory.isNull() || tensor.bytes() != bytes) {
      throw new ModelException(
          "the model "
              + model
              + " cannot be used: its "
              + role
              + " is not of the size that its shape states");
    }
    return memory.capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /**
   * An output's memory, the same on each call.
   *
   * @throws ModelException if its size is not that of {@code stated}
   */
  ByteBuffer output(int index, Tensor stated) throws ModelException {
    return memory(interpreter.output_tensor(index), stated, "output");
  }

  /** The model in TFLite's hands. */
  Interpreter interpreter() {
    return interpreter;
  }

  /** Where the next picture goes, as {@link Classifier#pixels()} says. */
  ByteBuffer pixels() {
    return pixels;
  }

  /**
   * Runs the model on the picture in {@link #pixels()}.
   *
   * @throws ModelException if it fails
   */
  void run() throws ModelException {
    if (closed) {
      throw new IllegalStateException("the model " + model + " is closed here");
    }
    if (!direct) {
      model.encoding().encode(pixels, input);
    }
    if (interpreter.Invoke() != OK) {
      throw new ModelException("the model " + model + " failed on this picture");
    }
  }

  private void free() {
    interpreter.close();
    operators.close();
    handle.releaseReference();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      free();
    }
  }
}
