/** Jobs on the disk: a table, a folder for each, and a lock. Knows neither networks nor HTTP. */
package io.github.resshift.server.store;
