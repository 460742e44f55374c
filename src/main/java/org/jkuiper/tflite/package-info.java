/**
 * Loads and runs models that classify pictures or find objects in them, in TensorFlow Lite's
 * format. Loading makes every check that keeps a bad file from reaching native code. Inference goes
 * through TFLite's C++ API, which, unlike its C API, brings XNNPACK along.
 *
 * <p>The package knows tensors, quantisation and model metadata. It knows nothing of pictures' file
 * formats and nothing of eKuiper.
 *
 * <p>Internal.
 */
@NullMarked
package org.jkuiper.tflite;

import org.jspecify.annotations.NullMarked;
