package io.github.resshift.diffusion;

/** What the network's output means (docs/method.md section 1). */
public enum PredictType {
  /** The clean latent x0. */
  XSTART,
  /** The residual e0 = y - x0. */
  RESIDUAL,
  /** The standard normal noise of x_t. */
  EPSILON,
  /** The noise times kappa sqrt(eta_t). */
  EPSILON_SCALE
}
