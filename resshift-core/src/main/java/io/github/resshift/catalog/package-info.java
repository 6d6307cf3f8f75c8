/**
 * Which models there are, what they are made of and where their weights lie: parameter blocks,
 * model files, the authors' configurations, the published models, downloads and the cache. Depends
 * on diffusion, model, weights and config.
 */
package io.github.resshift.catalog;
