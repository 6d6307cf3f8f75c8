#!/usr/bin/env bash
# The method's claim at the scale of one processor: a short chain of shifted residuals against a long
# one from noise, with the same network, data, loss, iterations and seeds. Trains every chain, samples
# the pairs, and measures them; bench/StudyTable.java makes tables and a chart of the figures. What is
# done is not repeated, so the study can be interrupted.
#
#   bench/study.sh PHOTOGRAPHS PAIRS OUT_DIR
#
# PHOTOGRAPHS is what models/fetch-training-data.sh makes; PAIRS has lq/ and gt/ (bench/StudyPairs.java).
#   SEEDS="1 2 3"    seeds of weights, data and noise, each for all chains
#   CHAINS="15 4 noise 1 8 2"  which chains: T of the method's, or noise
#   ITERATIONS=N     length of each run (500)
#   RESSHIFT=PROGRAM another program than the launcher of this checkout
set -euo pipefail

[ $# -eq 3 ] || { echo "usage: bench/study.sh PHOTOGRAPHS PAIRS OUT_DIR" >&2; exit 2; }
photographs=$1
pairs=$2
out=$3
here=$(cd "$(dirname "$0")" && pwd)
resshift=${RESSHIFT:-$here/../resshift}
iterations=${ITERATIONS:-500}
metrics=psnr-y,ssim-y,haarpsi,gmsd,niqe,perceptual
mkdir -p "$out"

# NAME SETTING...
train() {
  local to=$out/$1
  shift
  # A run that was interrupted has a model as well, and its checkpoints, from which it goes on.
  if [ -f "$to/model/model.yaml" ] && [ ! -d "$to/checkpoints" ]; then return 0; fi
  rm -f "$to/report.json"
  mkdir -p "$to"
  if [ -f "$out/photos.cache" ]; then ln -f "$out/photos.cache" "$to/photos.cache"; fi
  "$resshift" train "$here/study.yaml" --data "$photographs" --out "$to" --threads 1 \
    --set "train.iterations=$iterations" --set "train.seed=$seed" "$@" >> "$to/train.log" 2>&1
  ln -f "$to/photos.cache" "$out/photos.cache"
  rm -rf "$to/checkpoints" "$to/photos.cache"
}

# NAME STEPS...: samples in so many steps each, measured together, bicubic interpolation first.
sample() {
  local to=$out/$1
  shift
  [ ! -f "$to/report.json" ] || return 0
  local made=() steps begin
  for steps; do
    begin=$(date +%s.%N)
    "$resshift" upscale "$pairs/lq" -o "$to/$steps" --model "$to/model" --seed "$seed" \
      --steps "$steps" --threads 1 --existing overwrite -q
    echo "$begin $(date +%s.%N)" | awk '{ print $2 - $1 }' > "$to/$steps.seconds"
    made+=(--pred "$steps=$to/$steps")
  done
  "$resshift" evaluate "${made[@]}" --gt "$pairs/gt" --lq "$pairs/lq" --bicubic "$out/bicubic" \
    --metrics "$metrics" --json "$to/report.json.new" > "$to/report.txt"
  mv "$to/report.json.new" "$to/report.json"
}

for seed in ${SEEDS:-1 2 3}; do
  for chain in ${CHAINS:-15 4 noise 1 8 2}; do
    # The published chains' smallest noise, 0.04 with 15 steps and 0.2 with 4, and between them.
    case $chain in 15) least=0.04 ;; 8) least=0.1 ;; *) least=0.2 ;; esac
    case $chain in
      noise)
        train "noise-$seed" --set steps=100 --set \
          'diffusion={target: NoiseChain, params: {sf: 4, steps: 1000, predict_type: residual}}'
        sample "noise-$seed" 1 4 15 50 100
        ;;
      1)
        train "shift1-$seed" --set steps=1 --set diffusion.params.steps=1
        sample "shift1-$seed" 1
        ;;
      *)
        train "shift$chain-$seed" --set "steps=$chain" --set "diffusion.params.steps=$chain" \
          --set "diffusion.params.min_noise_level=$least"
        # The longest chain is asked for fewer of its steps as well.
        case $chain in
          15) sample "shift15-$seed" 1 4 15 ;;
          *) sample "shift$chain-$seed" 1 "$chain" ;;
        esac
        ;;
    esac
  done
done
