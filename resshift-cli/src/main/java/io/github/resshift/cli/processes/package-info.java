/** Starts this program several times and watches over it; knows neither options nor networks. */
package io.github.resshift.cli.processes;
