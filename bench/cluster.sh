#!/usr/bin/env bash
# Runs the jobs of resshift-spark against the command line on one machine: the same bytes and the same
# failures on one process, on a pretended cluster and on a standalone cluster of two workers, with
# executors and the driver killed in the middle; and how fast each is. Says what it compared; ends with 1
# where something differs.
#
#   SPARK_HOME=/opt/spark bench/cluster.sh WORK_DIR [PART...]
#
# PARTs: local, local-cluster, standalone, kill-executor, kill-driver, workers; all of them by default.
#   COUNT=500           pictures, every 25th of them bad
#   MODEL=fast          the model, a name or a path
#   OPTIONS="..."       more options for both programs, such as "--precision fp32"; "--steps 4" by default
#   RESSHIFT=PROGRAM    the command line; the launcher of this checkout by default
#   JAR=FILE LIB=DIR    resshift-spark and what it needs; those of its target folder by default
set -euo pipefail

[ $# -ge 1 ] || { echo "usage: SPARK_HOME=... bench/cluster.sh WORK_DIR [PART...]" >&2; exit 2; }
: "${SPARK_HOME:?names the folder of Spark 4.2}"
mkdir -p "$1"
work=$(cd "$1" && pwd)
shift
parts=" ${*:-local local-cluster standalone kill-executor kill-driver workers} "
here=$(cd "$(dirname "$0")" && pwd)
count=${COUNT:-500}
model=${MODEL:-fast}
resshift=${RESSHIFT:-$here/../resshift}
jar=${JAR:-$(ls "$here"/../resshift-spark/target/resshift-spark-*.jar | head -n 1)}
lib=${LIB:-$here/../resshift-spark/target/lib}
in=$work/in
reference=$work/reference
read -r -a options <<<"--model $model --threads 1 ${OPTIONS---steps 4}"
failed=0

# The engine's settings for a driver that computes by itself; executors get them from the program.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX-1}"
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_-2147483648}"
export MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_-4294967296}"
export GOMP_SPINCOUNT="${GOMP_SPINCOUNT-10000}"
export SPARK_LOCAL_IP=127.0.0.1
export SPARK_LOCAL_DIRS=$work/local

pids=()
stop_cluster() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
  pids=()
}
trap stop_cluster EXIT

# CORES...: a master, and a worker with each of these numbers of processors.
start_cluster() {
  "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 17077 \
    --webui-port 0 >"$work/master.log" 2>&1 &
  pids+=($!)
  local n=0 cores
  for cores in "$@"; do
    n=$((n + 1))
    "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.worker.Worker --host 127.0.0.1 \
      --webui-port 0 --cores "$cores" --memory 2g --work-dir "$work/worker$n" \
      spark://127.0.0.1:17077 >"$work/worker$n.log" 2>&1 &
    pids+=($!)
  done
  for _ in $(seq 300); do
    [ "$(grep -c 'Registering worker' "$work/master.log")" -ge $# ] && return
    sleep 1
  done
  echo "cluster: the workers did not come up; see $work/*.log" >&2
  exit 1
}

# For the driver's virtual machine, which computes by itself in local[N]; docs/cluster.md says why.
late=(-XX:Tier4InvocationThreshold=250000 -XX:Tier4MinInvocationThreshold=30000
  -XX:Tier4CompileThreshold=750000 -XX:Tier4BackEdgeThreshold=2000000 -XX:+UseSerialGC)
# A second stage, with the few pictures of more than 900 pixels one at a time. Not where throughput is
# measured: the command line has no such stage.
second="--large 900 --large-threads 1"

# Jars travel to executors by --jars; where there are none they are on the class path.
travel=(--jars "$(printf '%s,' "$lib"/*.jar | sed 's/,$//')")
here_alone=(--driver-class-path "$(printf '%s:' "$lib"/*.jar)$jar")

# MASTER OUT [OPTION OF SPARK...]: runs the job; the report is OUT.log.
submit() {
  local master=$1 out=$2 stages
  shift 2
  read -r -a stages <<<"$second"
  "$SPARK_HOME/bin/spark-submit" --master "$master" --driver-memory 1g \
    --conf spark.ui.enabled=false --conf spark.driver.host=127.0.0.1 --conf spark.executor.memory=900m \
    --conf spark.speculation=true --conf spark.speculation.minTaskRuntime=2s \
    --driver-java-options "${late[*]}" "$@" "${travel[@]}" \
    --class io.github.resshift.spark.Main "$jar" \
    upscale "${pictures:-$in}" -o "$out" "${options[@]}" "${stages[@]}" >"$out.log" 2>&1
}

finished() { find "$1" -type f -name '*.png' 2>/dev/null | wc -l; }

# LABEL OUT: whether a folder has the command line's bytes, and the run its failures.
check() {
  local label=$1 out=$2 differ
  differ=$(diff -rq --exclude='.*' "$reference" "$out" | wc -l)
  sed -n 's/^  \(.*\.\(jpg\|png\)\)[: ].*/\1/p' "$out.log" | sort >"$out.failures"
  local failures
  failures=$(diff "$reference.failures" "$out.failures" >/dev/null && echo same || echo DIFFERENT)
  local left
  left=$(find "$out" -name '*.part' | wc -l)
  echo "$label: $(finished "$out") results, $differ differ from the command line's, $failures failures, $left unfinished files; $(grep ' done, ' "$out.log" | tail -n 1)"
  [ "$differ" = 0 ] && [ "$failures" = same ] && [ "$left" = 0 ] || failed=1
}

part() { case $parts in *" $1 "*) ;; *) return 1 ;; esac }

# COMMAND...: its wall time and the processor time of what it started, in $seconds; its exit code, in $code.
timed() {
  local TIMEFORMAT='%R %U %S'
  code=0
  { time "$@" 2>&3 || code=$?; } 3>&2 2>"$work/time"
  seconds=$(awk '{ printf "%.1f s (%.1f s of processor time)", $1, $2 + $3 }' "$work/time")
}

[ -d "$in" ] || java "$here/ClusterPictures.java" "$in" "$count"
if [ ! -f "$reference.failures" ]; then
  rm -rf "$reference"
  make_reference() {
    "$resshift" upscale "$in" -o "$reference" "${options[@]}" --jobs 2 --json \
      >"$reference.json" 2>"$reference.log"
  }
  timed make_reference
  sed -n 's/^  \(.*\.\(jpg\|png\)\)[: ].*/\1/p' "$reference.log" | sort >"$reference.failures"
  echo "$seconds" >"$reference.seconds"
fi
echo "command line, --jobs 2: $(finished "$reference") results, $(wc -l <"$reference.failures") failures, $(cat "$reference.seconds"); $(grep ' done, ' "$reference.log" | tail -n 1)"

if part local; then
  # As the launcher of the command line does when it is built: classes are kept as the virtual machine
  # has them in memory, by a run on a few pictures.
  kept=("${late[@]}")
  travel_before=("${travel[@]}")
  travel=("${here_alone[@]}")
  late=("${kept[@]}" "-XX:ArchiveClassesAtExit=$work/classes.jsa")
  rm -rf "$work/few" "$work/first" "$work/classes.jsa"
  java "$here/ClusterPictures.java" "$work/few" 8
  pictures="$work/few" second="" submit 'local[2]' "$work/first" || true
  late=("${kept[@]}" "-XX:SharedArchiveFile=$work/classes.jsa")
  rm -rf "$work/local2"
  second="" timed submit 'local[2]' "$work/local2"
  late=("${kept[@]}")
  travel=("${travel_before[@]}")
  check "local[2], $seconds, exit $code" "$work/local2"
fi

if part local-cluster; then
  rm -rf "$work/local-cluster"
  timed submit 'local-cluster[2,1,2048]' "$work/local-cluster"
  check "local-cluster[2,1,2048], $seconds, exit $code" "$work/local-cluster"
fi

if part standalone || part kill-executor || part kill-driver; then start_cluster 1 1; fi

if part standalone; then
  rm -rf "$work/standalone"
  timed submit spark://127.0.0.1:17077 "$work/standalone" --conf spark.executor.cores=1
  check "standalone, two workers, $seconds, exit $code" "$work/standalone"
fi

if part kill-executor; then
  rm -rf "$work/kill-executor"
  submit spark://127.0.0.1:17077 "$work/kill-executor" --conf spark.executor.cores=1 &
  driver=$!
  while [ "$(finished "$work/kill-executor")" -lt $((count / 3)) ] && kill -0 $driver 2>/dev/null; do sleep 0.5; done
  # The executor of the first worker, whose child it is.
  victim=$(pgrep -P "${pids[1]}" -f CoarseGrainedExecutorBackend | head -n 1)
  kill -9 "$victim" && echo "executor $victim killed with $(finished "$work/kill-executor") results there"
  wait $driver || true
  check "an executor killed" "$work/kill-executor"
fi

if part kill-driver; then
  out=$work/kill-driver
  rm -rf "$out"
  submit spark://127.0.0.1:17077 "$out" --conf spark.executor.cores=1 &
  driver=$!
  while [ "$(finished "$out")" -lt $((count / 3)) ] && kill -0 $driver 2>/dev/null; do sleep 0.5; done
  kill -9 "$(pgrep -f "SparkSubmit.*$out " | head -n 1)"
  wait $driver || true
  sleep 15 # the executors end by themselves
  before=$(finished "$out")
  find "$out" -name '*.png' -printf '%P %T@\n' | sort >"$work/before"
  echo "driver killed; $before results are there"
  submit spark://127.0.0.1:17077 "$out" --conf spark.executor.cores=1 || true
  find "$out" -name '*.png' -printf '%P %T@\n' | sort >"$work/after"
  again=$(comm -23 "$work/before" "$work/after" | wc -l)
  check "the same command after the driver was killed, $again results written again" "$out"
  [ "$again" = 0 ] || failed=1
fi
stop_cluster

if part workers; then
  for cores in "2" "1 1"; do
    read -r -a each <<<"$cores"
    start_cluster "${each[@]}"
    rm -rf "$work/workers"
    second="" timed submit spark://127.0.0.1:17077 "$work/workers" --conf "spark.executor.cores=${each[0]}"
    check "workers with $cores processors, $seconds" "$work/workers"
    stop_cluster
    sleep 3
  done
fi

[ "$failed" = 0 ] && echo "all the same" || { echo "there are differences"; exit 1; }
