package io.github.resshift.train;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** What changes while something is trained, so that a checkpoint can hold it. */
interface Resumable {
  /** Iterations done. */
  long iteration();

  /** Every tensor of the state under the name that it has in a checkpoint; not copies. */
  Map<String, Tensor> tensors();

  /** How far the run and its optimisers are, by the name in a checkpoint. */
  Map<String, Long> counters();

  /** Goes on from a checkpoint's counters; their names are those of {@link #counters}. */
  void resumeAt(Map<String, Long> counters);
}
