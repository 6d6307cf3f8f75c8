/**
 * What is told about finished pictures: scores with their protocol as text, JSON and a page, and
 * sheets of pictures side by side. Knows no options.
 */
@Internal
package io.github.resshift.cli.report;

import io.github.resshift.Internal;
