package org.jkuiper.tflite;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.tensorflowlite.Interpreter;
import org.bytedeco.tensorflowlite.TfLiteRegistration;
import org.bytedeco.tensorflowlite.global.tensorflowlite;

/**
 * Which of a model's operators XNNPACK runs. TFLite hands it what it takes when the interpreter is
 * built; the rest stays with TFLite's own kernels, most of which are slower.
 *
 * @param operators how many operators the model's first graph has
 * @param parts how many pieces of the graph XNNPACK runs; each border between two costs a little
 * @param left the operators that XNNPACK does not take, in the order in which they run
 */
public record Delegation(int operators, int parts, List<String> left) {

  /** Looks at the plan by which an interpreter will run. */
  static Delegation of(Interpreter interpreter) {
    int parts = 0;
    List<String> left = new ArrayList<>();
    IntPointer plan = interpreter.execution_plan();
    for (long i = 0; i < plan.limit(); i++) {
      TfLiteRegistration operator = interpreter.node_and_registration(plan.get(i)).second();
      if (operator.builtin_code() == tensorflowlite.kTfLiteBuiltinDelegate) {
        parts++;
      } else {
        left.add(name(operator));
      }
    }
    // What a delegate takes stays in the list of nodes; the delegate's own nodes come in addition.
    int operators = (int) interpreter.nodes_size() - parts;
    return new Delegation(operators, parts, List.copyOf(left));
  }

  private static String name(TfLiteRegistration operator) {
    BytePointer custom = operator.custom_name();
    return operator.builtin_code() == tensorflowlite.kTfLiteBuiltinCustom && custom != null
        ? UnsupportedOperators.printable(custom.getString())
        : UnsupportedOperators.name(operator.builtin_code());
  }

  /** Whether XNNPACK runs the whole model, in one piece. */
  public boolean isWhole() {
    return left.isEmpty() && parts == 1;
  }
}
