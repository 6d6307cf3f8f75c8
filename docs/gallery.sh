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

# What the realism does, as the README shows it.
for realism in 0 0.95 1; do
  "$root/resshift" upscale -q "$demo/pagoda.jpg" -o "$work/pagoda-$realism.png" --realism "$realism" --scale 3
done
"$root/resshift" compare -q "$demo/pagoda.jpg" "$work/pagoda-0.png" "$work/pagoda-0.95.png" "$work/pagoda-1.png" \
  --labels 'input,--realism 0,default,--realism 1' --zoom 157,60,120,120 -o "$work/looks.png"
mv -f "$work/looks.png" "$images/looks.png"
