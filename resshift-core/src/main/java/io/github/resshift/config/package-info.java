/**
 * Settings from YAML and JSON: a read-only tree that knows where each value stands, so that every
 * error names the file, the key and the value. Depends on nothing of this project but its base
 * exception.
 */
@Internal
package io.github.resshift.config;

import io.github.resshift.Internal;
