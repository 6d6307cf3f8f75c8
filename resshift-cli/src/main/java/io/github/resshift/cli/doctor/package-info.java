/** What is installed, what a run would use, and whether the engine computes rightly here. */
package io.github.resshift.cli.doctor;
