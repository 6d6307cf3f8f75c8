/** Starts this program several times and watches over it; knows neither options nor networks. */
@Internal
package io.github.resshift.cli.processes;

import io.github.resshift.Internal;
