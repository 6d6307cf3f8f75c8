/** The tables of the papers: what they need, how they are run, and what was published. */
@Internal
package io.github.resshift.cli.reproduce;

import io.github.resshift.Internal;
