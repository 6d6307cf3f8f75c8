/**
 * The jobs of {@code resshift-jobs} on a Spark cluster. {@link io.github.resshift.spark.ClusterJob}
 * is for programs, {@link io.github.resshift.spark.Main} for {@code spark-submit}. A run lists,
 * then decides by what results and earlier manifests say, looks at headers, deals the work out by
 * pixels, and restores; each of these is a class.
 */
package io.github.resshift.spark;
