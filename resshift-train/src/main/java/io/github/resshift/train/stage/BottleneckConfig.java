package io.github.resshift.train.stage;

/** What holds the latents of an autoencoder together while it is trained. */
sealed interface BottleneckConfig permits CodebookConfig, DivergenceConfig {}
