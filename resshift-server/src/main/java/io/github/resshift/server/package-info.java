/**
 * A page for people and an interface for programs, over jobs that survive the end of the process.
 */
package io.github.resshift.server;
