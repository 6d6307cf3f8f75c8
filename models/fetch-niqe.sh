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

. "$(dirname "$0")/fetch.bash"
archive=basicsr-1.4.2.tar.gz
archive_sha256=b89b595a87ef964cda9913b4d99380ddb6554c965577c0c10cb7b78e31301e87
file=niqe_pris_params.npz
file_sha256=2a7c182a68c9e7f1b2e2e5ec723279d6f65d912b6fcaf37eb2bf03d7367c4296

[ $# -le 1 ] || { echo "usage: models/fetch-niqe.sh [OUT_DIR]" >&2; exit 2; }
begin curl tar
"$python" -m pip index versions basicsr -vv > "$work/index.txt" 2>&1 || fail "pip cannot reach a package index"
link=$(grep -o "https\?://[^ #]*/$archive" "$work/index.txt" | head -n 1) \
  || fail "the package index does not have $archive"
curl -fsSL --retry 3 -o "$work/$archive" "$link" || fail "cannot download $archive"
is_sum "$archive_sha256" "$work/$archive" || fail "$archive is another one than expected"
tar -xzf "$work/$archive" -C "$work" --strip-components=3 "basicsr-1.4.2/basicsr/metrics/$file" \
  || fail "$archive has no $file in it"
is_sum "$file_sha256" "$work/$file" || fail "$file is another one than expected"
deliver niqe "$work/$file" -- "$@"
