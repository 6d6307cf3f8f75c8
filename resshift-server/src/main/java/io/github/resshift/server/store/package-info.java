/** Jobs on the disk: a table, a folder for each, and a lock. Knows neither networks nor HTTP. */
@Internal
package io.github.resshift.server.store;

import io.github.resshift.Internal;
