#!/bin/sh
# Makes of jpackage's image what is shipped for Linux: the wrapper that sets the engine's environment in
# the place of jpackage's launcher, which cannot, manual pages, completion, and the archive of classes
# with which starts are a second shorter.
#
#   finish-image.sh ROOT IMAGE TIME      TIME is given to all files, since the archive knows the jars by it
set -eu
root=$1
image=$2
time=$3
app=$image/lib/app
runtime=$image/lib/runtime
target=$(dirname "$(dirname "$image")")

fail() {
  printf 'finish-image: %s\n' "$1" >&2
  exit 1
}

for tool in patchelf strip ldd gzip; do
  command -v "$tool" >/dev/null || fail "there is no $tool; install it (apt install patchelf binutils)"
done

# Java must carry its own libraries: what Debian's takes from the system is not there on other systems.
foreign=$(for library in "$runtime"/lib/*.so "$runtime"/lib/server/*.so; do
  LD_LIBRARY_PATH=$runtime/lib:$runtime/lib/server ldd "$library"
done | sed -n 's/^\t\([^ ]*\) => .*/\1/p' | sort -u |
  grep -v -E '^(lib(c|m|dl|rt|pthread|stdc\+\+|gcc_s)\.so\.|ld-linux)' || true)
for library in $foreign; do
  [ -e "$runtime/lib/$library" ] || [ -e "$runtime/lib/server/$library" ] ||
    fail "the Java that builds needs $library of this system; set JAVA_HOME to one that brings its libraries, such as Eclipse Temurin"
done

rm -f "$image/lib/libapplauncher.so" "$image"/lib/*.png "$app"/.jpackage.xml "$app"/.package "$app"/resshift.cfg
install -m 755 "$root/dist/src/main/sh/resshift" "$image/bin/resshift"
install -m 644 "$root/resshift-cli/src/main/sh/engine.sh" "$app/engine.sh"
install -m 644 "$root/LICENSE" "$root/NOTICE" "$image/"

# JavaCPP gives this library another name when it copies it to its cache; here it has its own.
binding=$app/native/libjniopenblas_nolapack.so
[ ! -f "$binding" ] || patchelf --replace-needed libopenblas_nolapack.so.0 libopenblas.so.0 "$binding"
# The names of what nothing links to: a quarter of the engine.
strip --strip-unneeded "$app/native/libtorch_cpu.so"

mkdir -p "$image/share/man/man1" "$image/share/bash-completion/completions"
for page in "$target"/man/*.1; do
  gzip -9 -n <"$page" >"$image/share/man/man1/${page##*/}.gz"
done
rm -rf "$target/first"
export RESSHIFT_HOME="$target/first/home"
"$image/bin/resshift" generate-completion >"$image/share/bash-completion/completions/resshift"

find "$image" -exec touch -h -d "$time" {} +
RESSHIFT_JAVA_OPTS="-XX:ArchiveClassesAtExit=$app/classes.jsa" "$image/bin/resshift" upscale \
  "$root/resshift-cli/src/main/launcher/" -o "$target/first/out" >"$target/first.log" 2>&1 ||
  fail "the image does not run; see $target/first.log"
[ -f "$app/classes.jsa" ] || fail "no archive of classes was made; see $target/first.log"
find "$image" -exec touch -h -d "$time" {} +
rm -rf "$target/first"
