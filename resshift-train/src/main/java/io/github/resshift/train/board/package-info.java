/**
 * What a run reports while it goes on: means over intervals, and files that TensorBoard opens. It
 * changes nothing of the training.
 */
package io.github.resshift.train.board;
