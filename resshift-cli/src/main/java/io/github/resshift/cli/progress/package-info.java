/** What a person sees on the error stream while pictures are worked on. */
@Internal
package io.github.resshift.cli.progress;

import io.github.resshift.Internal;
