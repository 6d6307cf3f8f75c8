package io.github.resshift.weights;

import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Named tensors from some origin: a mapped safetensors file, a {@code .pth} checkpoint, a map in
 * memory. Names are those of the published checkpoints.
 */
public interface WeightSource extends AutoCloseable {
  /** Element type and shape of one stored tensor. */
  record Info(ScalarType dtype, long[] shape) {}

  /** Where the tensors come from, for messages: a file name, or words. */
  String origin();

  /** Names in file order. */
  Set<String> names();

  /** Type and shape of {@code name}; must be one of {@link #names}. */
  Info info(String name);

  /**
   * The tensor as stored, on the CPU. It may share memory with the source and keeps that memory
   * alive by itself, also after {@link #close}; treat it as read-only.
   */
  Tensor tensor(String name);

  @Override
  void close();
}
