/**
 * A page for people and an interface for programs, over jobs that survive the end of the process.
 */
@Internal
package io.github.resshift.server;

import io.github.resshift.Internal;
