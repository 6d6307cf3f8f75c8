#!/bin/sh
# Makes the pictures of docs/gallery.md anew, for instance after the bundled model has changed.
set -eu
root=$(CDPATH='' cd -- "$(dirname "$0")/.." && pwd -P)
demo=$root/models/demo
images=$root/docs/images
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

make() {
  name=$1
  input=$2
  shift 2
  "$root/resshift" upscale -q "$demo/$input.jpg" -o "$work/$name.png" "$@"
  mv -f "$work/$name.png" "$images/gallery-$name.png"
}

make realism-0 clownfish --realism 0 --scale 2
make realism-1 clownfish --realism 1 --scale 2
make mean clownfish --samples 8 --realism 1 --scale 2
mv -f "$work/mean-samples/uncertainty.png" "$images/gallery-uncertainty.png"
make consistency pagoda --consistency --scale 2
make color-fix pagoda --color-fix wavelet --scale 2
make size dandelion --max-side 300
