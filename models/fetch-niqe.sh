#!/usr/bin/env bash
# Gets the published parameters of NIQE (niqe_pris_params.npz) from the source package of basicsr 1.4.2
# (Apache-2.0), for machines that reach a Python package index and not GitHub. Elsewhere
# `resshift models fetch niqe` gets the same file.
#
#   models/fetch-niqe.sh             into the cache, for `evaluate --niqe-model published`
#   models/fetch-niqe.sh OUT_DIR     as OUT_DIR/niqe_pris_params.npz, and nothing else
#
# Needs pip (PYTHON=program names another python3), curl and tar. pip only tells where the package is: to
# download a source package it would run its setup.py. Package and file are checked against their SHA-256.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
archive=basicsr-1.4.2.tar.gz
archive_sha256=b89b595a87ef964cda9913b4d99380ddb6554c965577c0c10cb7b78e31301e87
file=niqe_pris_params.npz
file_sha256=2a7c182a68c9e7f1b2e2e5ec723279d6f65d912b6fcaf37eb2bf03d7367c4296

fail() {
  echo "fetch-niqe: $*" >&2
  exit 1
}

[ $# -le 1 ] || { echo "usage: models/fetch-niqe.sh [OUT_DIR]" >&2; exit 2; }
for program in curl tar; do
  command -v "$program" > /dev/null || fail "'$program' is not installed; install it and start again"
done
"$python" -m pip --version > /dev/null 2>&1 || fail "'$python -m pip' does not run; install pip or set PYTHON"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m pip index versions basicsr -vv > "$work/index.txt" 2>&1 || fail "pip cannot reach a package index"
link=$(grep -o "https\?://[^ #]*/$archive" "$work/index.txt" | head -n 1) \
  || fail "the package index does not have $archive"
curl -fsSL --retry 3 -o "$work/$archive" "$link" || fail "cannot download $archive"
echo "$archive_sha256  $work/$archive" | sha256sum --check --quiet || fail "$archive is another one than expected"
tar -xzf "$work/$archive" -C "$work" --strip-components=3 "basicsr-1.4.2/basicsr/metrics/$file" \
  || fail "$archive has no $file in it"
echo "$file_sha256  $work/$file" | sha256sum --check --quiet || fail "$file is another one than expected"
if [ $# -eq 1 ]; then
  mkdir -p "$1"
  mv "$work/$file" "$1/$file"
  echo "$1/$file"
else
  "$here/../resshift" models import niqe "$work/$file"
fi
