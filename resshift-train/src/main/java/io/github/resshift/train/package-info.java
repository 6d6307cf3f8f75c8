/**
 * Training: the step, the optimiser, the moving average, checkpoints that resume exactly, and the
 * run that ties them together (docs/method.md section 8).
 */
package io.github.resshift.train;
