/** What is installed, what a run would use, and whether the engine computes rightly here. */
@Internal
package io.github.resshift.cli.doctor;

import io.github.resshift.Internal;
