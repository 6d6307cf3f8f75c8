/** What a person sees on the error stream while pictures are worked on. */
package io.github.resshift.cli.progress;
