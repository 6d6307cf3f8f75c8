#!/usr/bin/env bash
# Rebuilds the set of training photographs from Debian packages, without root.
#
#   models/fetch-training-data.sh [OUT_DIR]        default OUT_DIR: training-data
#
# The packages come through `apt-get download` (the machine's own apt sources), or, with MIRROR=URL
# set, with curl from URL/pool/... . Each archive is checked against the SHA-256 in
# training-sources.tsv. The photographs go to OUT_DIR/photos/PACKAGE/..., their list with the
# downscale factor of each to OUT_DIR/photos.tsv. Packages that are complete are skipped, so the
# script can be interrupted and started again.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
sources=$here/training-sources.tsv
out=${1:-training-data}
mkdir -p "$out/photos" "$out/debs"
out=$(cd "$out" && pwd)

fail() {
  echo "fetch-training-data: $*" >&2
  exit 1
}

need() {
  command -v "$1" > /dev/null || fail "'$1' is not installed; install it and start again"
}

# Puts the archive at $4: PACKAGE VERSION PATH-IN-THE-ARCHIVE FILE
download() {
  local package=$1 version=$2 pool=$3 file=$4 dir
  if [ -n "${MIRROR:-}" ]; then
    need curl
    # A '+' is literal in a path, but some mirrors read it as a blank.
    curl -fsSL --retry 3 -C - -o "$file.part" "${MIRROR%/}/${pool//+/%2B}" \
      || fail "cannot get $pool from MIRROR=$MIRROR; choose another mirror"
    mv "$file.part" "$file"
  else
    need apt-get
    dir=$(mktemp -d "$out/debs/XXXXXX")
    # Without root apt cannot switch to its own user; the option keeps it from warning about that.
    (cd "$dir" && apt-get -qq -o APT::Sandbox::User=root download "$package=$version") \
      || fail "apt-get has no $package=$version; run 'apt-get update' on Debian 12, or set MIRROR=URL of a Debian archive"
    mv "$dir"/*.deb "$file"
    rmdir "$dir"
  fi
}

unpack() {
  local deb=$1 dir=$2 member
  mkdir -p "$dir"
  if command -v dpkg-deb > /dev/null; then
    dpkg-deb -x "$deb" "$dir"
  else
    need ar
    member=$(ar t "$deb" | grep '^data\.tar')
    (cd "$dir" && ar x "$deb" "$member" && tar -xf "$member" && rm "$member")
  fi
}

# Copies the photographs of PACKAGE from the folder with its files to a folder: PACKAGE FROM TO
collect() {
  local package=$1 from=$2 to=$3 kind owner file factor offset bytes name target
  while IFS=$'\t' read -r kind owner file factor offset bytes name; do
    [ "$kind" = photo ] && [ "$owner" = "$package" ] || continue
    target=$to/${name:-$file}
    mkdir -p "$(dirname "$target")"
    if [ -n "$offset" ]; then
      tail -c "+$((offset + 1))" "$from/$file" | head -c "$bytes" > "$target" || true
      [ "$(wc -c < "$target")" = "$bytes" ] || fail "$package: $file holds no $name"
    else
      cp "$from/$file" "$target" || fail "$package has no $file"
    fi
  done < "$sources"
}

while IFS=$'\t' read -r kind package version pool sha licence; do
  [ "$kind" = package ] || continue
  if [ "$(cat "$out/photos/$package/.complete" 2> /dev/null)" = "$sha" ]; then
    echo "$package: complete"
    continue
  fi
  echo "$package $version: downloading"
  deb=$out/debs/$package.deb
  if [ ! -f "$deb" ] || ! echo "$sha  $deb" | sha256sum -c --status; then
    rm -f "$deb"
    download "$package" "$version" "$pool" "$deb" < /dev/null
    echo "$sha  $deb" | sha256sum -c --status \
      || fail "$package: the archive's SHA-256 is not $sha; delete $deb and start again"
  fi
  work=$out/debs/$package.unpacked
  rm -rf "$work" "$work.photos"
  unpack "$deb" "$work"
  collect "$package" "$work" "$work.photos"
  echo "$sha" > "$work.photos/.complete"
  rm -rf "$out/photos/$package"
  mv "$work.photos" "$out/photos/$package"
  rm -rf "$work" "$deb"
done < "$sources"
rmdir "$out/debs" 2> /dev/null || true

awk -F '\t' '$1 == "photo" { print "photos/" $2 "/" (NF > 4 ? $7 : $3) "\t" $4 }' "$sources" \
  | LC_ALL=C sort > "$out/photos.tsv.part"
mv "$out/photos.tsv.part" "$out/photos.tsv"
echo "$(wc -l < "$out/photos.tsv") photographs in $out/photos"
