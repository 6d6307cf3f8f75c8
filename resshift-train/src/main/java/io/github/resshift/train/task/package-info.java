/** From a configuration file to what is trained, of whatever kind it is. */
package io.github.resshift.train.task;
