/**
 * What a run reports while it goes on: means over intervals, and files that TensorBoard opens. It
 * changes nothing of the training.
 */
@Internal
package io.github.resshift.train.board;

import io.github.resshift.Internal;
