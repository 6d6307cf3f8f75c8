# shellcheck shell=sh
# What every way to start ResShift has in common, read by the launcher of the checkout and by that of the
# packages: the settings that the engine needs, and how Java is run. Settings of the user's own
# environment always win. Who reads it has set
#   java, java_home   the program and the home of Java
#   natives           the folder where the engine lies unpacked; empty where it is in jars
# and has a function fail that ends with a sentence.

# The version from the JDK's release file, which costs no start of a virtual machine.
version=
if [ -r "$java_home/release" ]; then
  while IFS='=' read -r key value; do
    if [ "$key" = JAVA_VERSION ]; then version=${value#\"}; version=${version%\"}; fi
  done <"$java_home/release"
fi
if [ -z "$version" ]; then
  version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p' | head -n 1)
fi
major=${version%%[!0-9]*}

# All options for the virtual machine that the user's environment has. A file of options may hold
# anything, so it counts as if it held everything.
given=" ${JAVA_TOOL_OPTIONS:-} ${JDK_JAVA_OPTIONS:-} ${_JAVA_OPTIONS:-} ${RESSHIFT_JAVA_OPTS:-} "
case $given in
  *' @'* | *' -XX:Flags='* | *' -XX:VMOptionsFile='*) given_file=true ;;
  *) given_file=false ;;
esac

# True if the environment has an option that fits the pattern.
given() {
  [ "$given_file" = false ] || return 0
  # The pattern is meant as one.
  # shellcheck disable=SC2254
  case $given in
    *" "$1*) return 0 ;;
    *) return 1 ;;
  esac
}

# Becomes the program with the settings of its engine; options of the virtual machine come first.
# What the user's environment sets is left alone: Java refuses two collectors, and of other settings
# the last one would win. Access to natives is in the manifest of the jar; as an option it would make
# Java 24 and newer leave a part of the archives of classes unused.
run_java() {
  if ! given '-Xlog'; then set -- -Xlog:disable -Xlog:all=error:stderr "$@"; fi
  given '-XX:[+]Use*GC ' || set -- -XX:+UseSerialGC "$@"
  # The optimising compiler starts late, so that it does not compete with short runs.
  if ! given '-XX:Tier' && ! given '-Xint' && ! given '-XX:-Tiered'; then
    set -- -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=6000 \
      -XX:Tier4CompileThreshold=150000 -XX:Tier4BackEdgeThreshold=400000 "$@"
  fi
  [ -z "$heap" ] || set -- "$heap" "$@"
  [ -z "$home" ] || set -- "$home" "$@"
  [ -z "$here" ] || set -- "$here" "$@"
  if [ -n "$natives" ] && ! given '-Djava.library.path'; then
    set -- "-Djava.library.path=$natives" -Dorg.bytedeco.javacpp.pathsFirst=true \
      -Dorg.bytedeco.javacpp.cacheLibraries=false "$@"
  fi
  given '-Djava.awt.headless' || set -- -Djava.awt.headless=true "$@"
  given '-Dorg.bytedeco.javacpp.maxPhysicalBytes' ||
    set -- -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 "$@"
  exec "$java" "$@"
}

# glibc hands every block above 32 MiB back to the system and fetches it anew, page by page; with
# these settings large tensors reuse their memory (docs/engine.md).
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX-1}"
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_-2147483648}"
export MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_-4294967296}"
# Threads that wait for each other go to sleep after some 20 microseconds instead of milliseconds:
# on a machine with other work to do that is several times faster.
if [ -z "${OMP_WAIT_POLICY:-}" ]; then
  export GOMP_SPINCOUNT="${GOMP_SPINCOUNT-10000}"
fi
# The matrix library keeps threads of its own; it follows the limit that is set for the rest.
if [ -n "${OMP_NUM_THREADS:-}" ]; then
  export OPENBLAS_NUM_THREADS="${OPENBLAS_NUM_THREADS-$OMP_NUM_THREADS}"
fi

# Without a locale, as in most containers, or with one that is not installed here, as by ssh from
# another system, letters other than ASCII are lost in what Java reads and prints. The names of
# files survive that (docs/command-line.md), words do not.
charset=$(locale charmap 2>/dev/null) || charset=
case ${charset:-${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}} in
  C | POSIX | ANSI_X3.4-1968 | US-ASCII | ASCII | 646)
    installed=$(locale -a 2>/dev/null) || installed=
    chosen=C.UTF-8
    for name in C.UTF-8 C.utf8 en_US.UTF-8 en_US.utf8; do
      case "
$installed
" in
        *"
$name
"*)
          chosen=$name
          break
          ;;
      esac
    done
    export LC_ALL="$chosen"
    ;;
esac

# Java calls the home of a user without an account "?", and would make a folder of that name.
home=
if ! given '-Duser.home' && ! id -un >/dev/null 2>&1; then
  home=-Duser.home=${HOME:-/nonexistent}
fi

# Java turns the name of the present folder into text. Where that loses bytes, the system's own link
# to the folder stands for it.
here=
if [ -d /proc/self/cwd ] && ! given '-Duser.dir' &&
  [ -n "$(pwd -P | LC_ALL=C tr -d '\001-\177')" ] && ! pwd -P | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1; then
  here=-Duser.dir=/proc/self/cwd
fi

# Java reserves address space for much more than it uses, and so does the engine: 3.5 GB on two
# processors, and buffers for each further one.
heap=
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null) || cores=8
least=$((3600000 + 100000 * cores)) # kB
space=$(ulimit -v 2>/dev/null) || space=unlimited
case $space in
  '' | *[!0-9]*) ;;
  *)
    if [ "$space" -lt "$least" ]; then
      fail "The limit on address space (ulimit -v) is $space kB, but Java and the engine reserve about
$least kB before any work, most of which is never used. Raise it ('ulimit -v unlimited'), and limit what is
really used with --memory or a control group instead."
    fi
    # A heap that fits below the limit; the tensors are not in it.
    given '-Xmx' || heap=-Xmx$((space / 8))k
    ;;
esac

# run_program JAR ARCHIVE ARGUMENT...: becomes the program; ARCHIVE, where it exists, is what the virtual
# machine knows of the program's classes from an earlier run.
run_program() {
  jar=$1
  archive=$2
  shift 2
  # Java does not tell whether the error stream alone is a terminal, nor how wide it is.
  terminal=false
  columns=0
  if [ -t 2 ]; then
    terminal=true
    size=$(stty size <&2 2>/dev/null) && columns=${size#* }
  fi
  set -- "-Dresshift.terminal=$terminal" "-Dresshift.columns=${columns:-0}" ${RESSHIFT_JAVA_OPTS:-} \
    -jar "$jar" "$@"
  if [ -f "$archive" ] && ! given '-XX:SharedArchiveFile' && ! given '-Xshare'; then
    set -- "-XX:SharedArchiveFile=$archive" "$@"
  fi
  run_java "$@"
}
