#!/usr/bin/env bash
# Measures the bundled model against bicubic interpolation, other models and, where it is installed,
# an open upscaler from npm. Writes results, reports (text, JSON, pages) and sheets to OUT_DIR.
#
#   bench/evaluate.sh DATA_DIR OUT_DIR
#
# DATA_DIR has synthetic-x4/{lq,gt}, set14/hr, set5/{lr_x4,hr}, set14/lr_x4 and real; what is not
# there is left out.
#   OTHERS="NAME ..."  models to compare with (models/fetch-guide.sh gets realesrgan-x4plus)
#   VARIANTS="..."  what is made with the model: default, r0 and r1 (--realism 0 and 1)
#   SETS="..."      only some of: milder (synthetic-x4), set14-milder, set5, set14, real
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

# LABEL MODEL [OPTION...]: enlarges the folder of the set that is being measured.
enlarge() {
  local label=$1 model=$2
  shift 2
  "$resshift" upscale "$lq" -o "$to/$label" --model "$model" --seed 0 --existing overwrite -q "$@"
  results+=(--pred "$label=$to/$label")
  shown+=("$label=$to/$label")
}

wanted_set() {
  case " ${SETS:-milder set14-milder set5 set14 real} " in *" $1 "*) ;; *) return 1 ;; esac
}

# NAME LQ [GT]: enlarges, measures, and draws sheets.
measure() {
  local name=$1 lq=$2 gt=${3:-} to=$out/$1
  local results=() truth=() shown=("input=$lq" "bicubic=$to/bicubic")
  local variant
  for variant in ${VARIANTS:-default r0}; do
    case $variant in
      default) enlarge ours "$model" ;;
      r*) enlarge "ours-$variant" "$model" --realism "${variant#r}" ;;
    esac
  done
  for variant in ${OTHERS:-}; do
    enlarge "$variant" "$variant"
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
    --note "model $model, seed 0; ours: its default realism, ours-r0 and ours-r1: --realism 0 and 1" \
    > "$to/report.txt"
  "$resshift" compare "${shown[@]}" -o "$to/sheets" -q
  echo "== $name"
  grep -E '^[a-z0-9-]+ \(|^ +[a-z]|^mean|^\+-|^minus' "$to/report.txt"
}

if wanted_set milder && [ -d "$data/synthetic-x4" ]; then
  measure synthetic-x4 "$data/synthetic-x4/lq" "$data/synthetic-x4/gt"
fi
if wanted_set set14-milder && [ -d "$data/set14/hr" ]; then
  "$resshift" degrade "$data/set14/hr" -o "$out/set14-pairs" --recipe realesrgan-test --scale 4 \
    --seed 0 --record -q
  measure set14-milder "$out/set14-pairs/lq" "$out/set14-pairs/hq"
fi
for clean in set5 set14; do
  if wanted_set $clean && [ -d "$data/$clean/lr_x4" ]; then
    measure $clean "$data/$clean/lr_x4" "$data/$clean/hr"
  fi
done
if wanted_set real && [ -d "$data/real" ]; then
  measure real "$data/real"
fi
