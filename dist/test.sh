#!/usr/bin/env bash
# Tries what `./mvnw -B -Pdist -pl dist -am package` has made: unpacks or installs each artefact where nothing
# of this checkout and no Java is, enlarges one picture as the README does, compares the bytes with those
# of the checkout's command line, and removes it. Prints sizes and times (docs/benchmarks.md). Needs root
# (chroot, mount) and, for deb, debootstrap.
#
#   dist/test.sh [tar] [deb] [image] [jar]        all of them without an argument
#   RESSHIFT=PROGRAM  another command line than the launcher of this checkout to compare with
#   MIRROR=URL        where debootstrap gets Debian from; default http://deb.debian.org/debian
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd -P)
target=$root/dist/target
work=$target/tried
picture=$root/models/demo/pagoda.jpg
program=${RESSHIFT:-$root/resshift}
mkdir -p "$work"

fail() {
  printf 'test: %s\n' "$1" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || fail 'this must be root, for chroot'

# The one file that fits the pattern.
only() {
  local files=("$@")
  if [ ${#files[@]} != 1 ] || [ ! -f "${files[0]}" ]; then
    fail "there is no ${1##*/}, or more than one; build with -Pdist first"
  fi
  echo "${files[0]}"
}

# FOLDER USER COMMAND...: runs a command with this folder as its whole world but for processes and
# devices, and with nothing of this environment.
within() {
  local world=$1 user=$2
  shift 2
  # shellcheck disable=SC2016
  unshare --mount sh -c '
    world=$1 user=$2
    shift 2
    mount --rbind /proc "$world/proc"
    mount --rbind /dev "$world/dev"
    exec chroot --userspec="$user" "$world" "$@"' sh "$world" "$user" \
    env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp/home \
    ${OMP_NUM_THREADS:+OMP_NUM_THREADS=$OMP_NUM_THREADS} "$@"
}

# A world of the few libraries that the program asks of a system, and busybox.
bare_world() {
  rm -rf "$1"
  mkdir -p "$1"
  cp -a "$target/base/rootfs/." "$1/"
  cp "$picture" "$1/tmp/small.jpg"
  ! find "$1" -name 'java*' | grep -q . || fail 'there is a Java in the bare world'
}

# COMMAND...: its seconds go to the variable seconds, its processor seconds to processor.
timed() {
  local TIMEFORMAT='%R %U %S' times
  { times=$( { time "$@" >"$work/output.log" 2>&1; } 2>&1); } || {
    cat "$work/output.log" >&2
    fail "this failed: $*"
  }
  read -r seconds user system <<<"${times##*$'\n'}"
  processor=$(awk "BEGIN { print $user + $system }")
}

expected() {
  [ ! -f "$work/expected.png" ] || return 0
  "$program" upscale "$picture" -o "$work/expected.png" --existing overwrite
}

# NAME ARTEFACT FOLDER|-: prints a row; first and next are the figures of two starts.
row() {
  local unpacked=
  [ "$3" = - ] || unpacked=$(du -sm "$3" | cut -f1)
  printf '| %s | %s | %s | %s | %s |\n' "$1" "$(($(stat -c %s "$2") / 1000000))" "$unpacked" "$first" "$next" |
    tee -a "$work/table.md"
}

# RESULT COMMAND...: enlarges twice, the second time with filled caches, and compares.
enlarge() {
  local result=$1
  shift
  expected
  timed "$@"
  first="$seconds ($processor)"
  cmp "$work/expected.png" "$result" || fail 'the picture is not that of the command line'
  timed "$@"
  next="$seconds ($processor)"
  cmp "$work/expected.png" "$result" || fail 'the second picture is not that of the command line'
}

try_tar() {
  local tar world=$work/tar
  tar=$(only "$target"/resshift-*.tar.gz)
  bare_world "$world"
  mkdir "$world/a folder"
  tar -xzf "$tar" -C "$world/a folder" --no-same-owner
  local home=("$world/a folder"/resshift-*)
  local inside=${home[0]#"$world"}
  within "$world" 10001:10001 "$inside/bin/resshift" --version
  enlarge "$world/tmp/large.png" within "$world" 10001:10001 \
    "$inside/bin/resshift" upscale /tmp/small.jpg -o /tmp/large.png --existing overwrite
  [ ! -e "$world/tmp/home/.javacpp" ] || fail 'the engine was copied to a cache'
  row 'application (tar.gz)' "$tar" "${home[0]}"
  rm -rf "$world"
}

try_deb() {
  local deb debian=$work/debian world=$work/deb
  deb=$(only "$target"/resshift_*.deb)
  command -v debootstrap >/dev/null || fail 'there is no debootstrap; apt install debootstrap'
  if [ ! -d "$debian/usr" ]; then
    debootstrap --variant=minbase bookworm "$debian" "${MIRROR:-http://deb.debian.org/debian}" >"$work/debootstrap.log" ||
      fail "debootstrap failed; see $work/debootstrap.log"
  fi
  rm -rf "$world"
  cp -a "$debian" "$world"
  cp "$picture" "$world/tmp/small.jpg"
  cp "$deb" "$world/tmp/resshift.deb"
  find "$world" -xdev ! -path "$world/tmp/*" | LC_ALL=C sort >"$work/before"
  within "$world" 0:0 dpkg -i /tmp/resshift.deb
  within "$world" 0:0 dpkg -V resshift
  if find "$world/usr/lib/resshift" -name '*.so*' -type f -exec readelf -d {} + |
    grep -E 'NEEDED.*lib(X|xcb|asound|gtk)'; then
    fail 'a library needs a display or sound'
  fi
  [ -f "$world/usr/share/man/man1/resshift-upscale.1.gz" ] || fail 'there is no page of the manual'
  within "$world" 65534:65534 bash -c '. /usr/share/bash-completion/completions/resshift; complete -p resshift; type -t _complete_resshift'
  grep -q '^Exec=resshift serve --open$' "$world/usr/share/applications/resshift.desktop" || fail 'the desktop entry is wrong'
  enlarge "$world/tmp/large.png" within "$world" 65534:65534 \
    resshift upscale /tmp/small.jpg -o /tmp/large.png --existing overwrite
  row 'Debian package' "$deb" "$world/usr/lib/resshift"
  within "$world" 0:0 dpkg -r resshift
  find "$world" -xdev ! -path "$world/tmp/*" ! -path "$world/var/*" | LC_ALL=C sort >"$work/after"
  [ -z "$(comm -13 "$work/before" "$work/after")" ] || fail 'something is left after removal'
  rm -rf "$world"
}

# Serves, checks health, enlarges over HTTP, ends; in a network of its own, where the port is free.
serve_image() {
  local world=$1 entry=$2 token=of-the-test-only pid i answer
  ip link set lo up
  # shellcheck disable=SC2086
  within "$world" 10001:10001 PATH=/opt/resshift/bin:/usr/bin:/bin RESSHIFT_HOME=/var/lib/resshift \
    LC_ALL=C.UTF-8 RESSHIFT_TOKEN=$token $entry >"$work/serve.log" 2>&1 &
  pid=$!
  for ((i = 0; i < 600; i++)); do
    if within "$world" 10001:10001 wget -q -O /dev/null http://127.0.0.1:7860/health 2>/dev/null; then break; fi
    kill -0 $pid 2>/dev/null || fail "the server ended; see $work/serve.log"
    sleep 0.2
  done
  [ $i -lt 600 ] || fail 'the health check never passed'
  answer=$(curl -s -o /dev/null -w '%{http_code}' --data-binary @"$picture" http://127.0.0.1:7860/v1/upscale)
  [ "$answer" = 401 ] || fail "a request without the token was answered $answer"
  curl -sf --data-binary @"$picture" -H 'Content-Type: image/jpeg' -H "Authorization: Bearer $token" \
    http://127.0.0.1:7860/v1/upscale -o "$work/served.png" || fail 'the server made no picture'
  cmp "$work/expected.png" "$work/served.png" || fail 'the picture of the server is not that of the command line'
  pkill -TERM -P $pid # $pid is the shell that waits for the server
  wait $pid || fail "the server ended with $? on SIGTERM"
}

try_image() {
  local tar parts=$work/image-parts world=$work/image layer layers
  tar=$(only "$target"/resshift-*-image.tar)
  rm -rf "$parts" "$world"
  mkdir -p "$parts" "$world"
  tar -xf "$tar" -C "$parts"
  layers=$(sed 's/.*"Layers":\[\([^]]*\)\].*/\1/; s/"//g; s/,/ /g' "$parts/manifest.json")
  for layer in $layers; do
    tar --warning=no-unknown-keyword -xzf "$parts/$layer" -C "$world"
  done
  local config=$parts/config.json entry
  grep -q '"User":"10001:10001"' "$config" || fail 'the image does not say its user'
  grep -q '"Healthcheck":{"Test":\["CMD","wget"' "$config" || fail 'the image has no health check'
  [ ! -d "$world/app" ] || fail "Jib's own layers are in the image"
  entry=$(sed 's/.*"Entrypoint":\[\([^]]*\)\].*/\1/; s/"//g; s/,/ /g' "$config")
  [ "$entry" = '/opt/resshift/bin/resshift serve --host 0.0.0.0' ] || fail "the entry point is '$entry'"
  cp "$picture" "$world/tmp/small.jpg"
  enlarge "$world/tmp/large.png" within "$world" 10001:10001 RESSHIFT_HOME=/var/lib/resshift LC_ALL=C.UTF-8 \
    /opt/resshift/bin/resshift upscale /tmp/small.jpg -o /tmp/large.png --existing overwrite
  export -f serve_image within fail
  export work picture
  unshare --net bash -euo pipefail -c 'serve_image "$@"' serve_image "$world" "$entry"
  row 'container image' "$tar" "$world"
  rm -rf "$parts" "$world"
}

try_jar() {
  local jar folder=$work/jar-home
  jar=$(only "$target"/resshift-*.jar)
  rm -rf "$folder"
  mkdir -p "$folder"
  enlarge "$folder/large.png" env -i PATH="$PATH" HOME="$folder" MALLOC_ARENA_MAX=1 \
    MALLOC_MMAP_THRESHOLD_=2147483648 MALLOC_TRIM_THRESHOLD_=4294967296 GOMP_SPINCOUNT=10000 \
    ${OMP_NUM_THREADS:+OMP_NUM_THREADS=$OMP_NUM_THREADS} \
    "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Duser.home="$folder" -jar "$jar" upscale "$picture" -o "$folder/large.png" --existing overwrite
  row 'one jar' "$jar" -
  rm -rf "$folder"
}

echo '| artefact | MB | unpacked, MB | first picture, s (of processor) | the next, s |' | tee "$work/table.md"
echo '| --- | ---: | ---: | ---: | ---: |' | tee -a "$work/table.md"
[ $# -gt 0 ] || set -- tar deb image jar
for what; do
  case $what in
    tar | deb | image | jar) "try_$what" ;;
    *) fail "'$what' is none of tar, deb, image, jar" ;;
  esac
done
