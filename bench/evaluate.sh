#!/usr/bin/env bash
# Measures the bundled model against bicubic interpolation and, where it is installed, an open
# upscaler from npm. Writes results, reports (text, JSON, pages) and sheets to OUT_DIR.
#
#   bench/evaluate.sh DATA_DIR OUT_DIR
#
# DATA_DIR has synthetic-x4/{lq,gt}, set14/hr and real; what is not there is left out.
#   UPSCALERJS=DIR  a folder where the npm packages named in bench/upscalerjs.mjs are installed
#   METRICS=LIST    other measures than the ones below, such as psnr-y,ssim-y,lpips
#   MODEL=NAME      another model than the bundled one
#   RESSHIFT=PROGRAM  another program than the launcher of this checkout
set -euo pipefail

[ $# -eq 2 ] || { echo "usage: bench/evaluate.sh DATA_DIR OUT_DIR" >&2; exit 2; }
data=$1
out=$2
here=$(cd "$(dirname "$0")" && pwd)
resshift=${RESSHIFT:-$here/../resshift}
model=${MODEL:-bundled}
metrics=${METRICS:-psnr-y,ssim-y,gmsd,haarpsi,niqe,sharpness}
mkdir -p "$out"

# NAME LQ [GT]: enlarges, measures, and draws sheets.
measure() {
  local name=$1 lq=$2 gt=${3:-} to=$out/$1
  local results=() truth=() shown=("input=$lq" "bicubic=$to/bicubic")
  local variant label arguments
  for variant in "ours:" "ours-r0:--realism 0"; do
    label=${variant%%:*}
    arguments=${variant#*:}
    # shellcheck disable=SC2086
    "$resshift" upscale "$lq" -o "$to/$label" --model "$model" --seed 0 --existing overwrite -q \
      $arguments
    results+=(--pred "$label=$to/$label")
    shown+=("$label=$to/$label")
  done
  if [ -n "${UPSCALERJS:-}" ]; then
    (cd "$UPSCALERJS" && cp "$here/upscalerjs.mjs" . \
      && node upscalerjs.mjs "$(realpath "$lq")" "$(realpath -m "$to/upscalerjs")")
    results+=(--pred "upscalerjs=$to/upscalerjs")
    shown+=("upscalerjs=$to/upscalerjs")
  fi
  local wanted=niqe,sharpness
  if [ -n "$gt" ]; then
    truth=(--gt "$gt")
    shown+=("truth=$gt")
    wanted=$metrics
  fi
  "$resshift" evaluate "${results[@]}" "${truth[@]}" --lq "$lq" --bicubic "$to/bicubic" \
    --metrics "$wanted" --title "$name" --json "$to/report.json" --html "$to/report.html" \
    --note "model $model, seed 0; ours: its default realism, ours-r0: --realism 0" \
    > "$to/report.txt"
  "$resshift" compare "${shown[@]}" -o "$to/sheets" -q
  echo "== $name"
  grep -E '^(bicubic|ours|ours-r0|upscalerjs) \(|^ +[a-z]|^mean|^\+-|^minus' "$to/report.txt"
}

if [ -d "$data/synthetic-x4" ]; then
  measure synthetic-x4 "$data/synthetic-x4/lq" "$data/synthetic-x4/gt"
fi
if [ -d "$data/set14/hr" ]; then
  "$resshift" degrade "$data/set14/hr" -o "$out/set14-pairs" --recipe realesrgan-test --scale 4 \
    --seed 0 --record -q
  measure set14-milder "$out/set14-pairs/lq" "$out/set14-pairs/hq"
fi
if [ -d "$data/real" ]; then
  measure real "$data/real"
fi
