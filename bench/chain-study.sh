#!/usr/bin/env bash
# The questions of the paper's Table 1 at the scale of one processor: trains a small network with
# each of several chains, restores the evaluation pairs with it, and writes a table (CSV) and charts.
# A run that is done is not repeated, so the study can be interrupted.
#
#   bench/chain-study.sh PHOTOGRAPHS PAIRS OUT_DIR
#
# PHOTOGRAPHS is what models/fetch-training-data.sh makes; PAIRS has lq/ and gt/.
#   ITERATIONS=N     length of each run (1200)
#   RESSHIFT=PROGRAM another program than the launcher of this checkout
set -euo pipefail

[ $# -eq 3 ] || { echo "usage: bench/chain-study.sh PHOTOGRAPHS PAIRS OUT_DIR" >&2; exit 2; }
photographs=$1
pairs=$2
out=$3
here=$(cd "$(dirname "$0")" && pwd)
resshift=${RESSHIFT:-$here/../resshift}
iterations=${ITERATIONS:-1200}
mkdir -p "$out"

# A quarter of the bundled network's width; what the runs share.
common=(
  --set model.params.model_channels=32
  --set 'model.params.channel_mult=[1, 2, 2]'
  --set 'model.params.num_res_blocks=[1, 1, 1]'
  --set model.params.swin_embed_dim=64
  --set "train.iterations=$iterations"
  --set train.lr=1e-3 --set train.lr_min=1e-5 --set train.ema_rate=0.99
  --set train.warmup_iterations=50
  --set "train.save_freq=$iterations" --set train.log_freq=100
)

# SERIES T KAPPA P MIN_NOISE
run() {
  local series=$1 steps=$2 kappa=$3 power=$4 least=$5
  local name=T$steps-k$kappa-p$power-m$least
  local to=$out/$name
  # A run that was interrupted has a model as well, and its checkpoints, from which it goes on.
  if [ ! -f "$to/model/model.yaml" ] || [ -d "$to/checkpoints" ]; then
    rm -f "$to/report.txt"
    mkdir -p "$to"
    if [ -f "$out/photos.cache" ]; then ln -f "$out/photos.cache" "$to/photos.cache"; fi
    "$resshift" train "$here/../models/fast/train.yaml" --data "$photographs" --out "$to" \
      "${common[@]}" --set "steps=$steps" --set "diffusion.params.steps=$steps" \
      --set "diffusion.params.kappa=$kappa" \
      --set "diffusion.params.schedule_kwargs={power: $power}" \
      --set "diffusion.params.min_noise_level=$least" >> "$to/train.log" 2>&1
    ln -f "$to/photos.cache" "$out/photos.cache"
    rm -r "$to/checkpoints"
  fi
  if [ ! -f "$to/report.txt" ]; then
    "$resshift" upscale "$pairs/lq" -o "$to/sample" --model "$to/model" --seed 0 \
      --existing overwrite -q
    "$resshift" upscale "$pairs/lq" -o "$to/first" --model "$to/model" --seed 0 --steps 1 \
      --existing overwrite -q
    "$resshift" evaluate --pred "sample=$to/sample" --pred "first=$to/first" --gt "$pairs/gt" \
      --metrics psnr-y,haarpsi,niqe,sharpness > "$to/report.txt"
  fi
  echo "$series,$steps,$kappa,$power,$least,$(means "$to/report.txt")" | tee -a "$out/study.csv"
}

# The means of both folders in one line; reports give them in the order of the metrics.
means() {
  awk '/^mean/ && n < 2 { n++; for (i = 2; i <= 5; i++) line = line "," $i } END { print substr(line, 2) }' "$1"
}

echo "series,steps,kappa,p,min_noise,psnr,haarpsi,niqe,sharpness,psnr1,haarpsi1,niqe1,sharpness1" \
  > "$out/study.csv"
for steps in 1 2 4 8 15; do run T "$steps" 0.5 0.3 0.2; done
for kappa in 0.1 0.5 1 2; do run kappa 4 "$kappa" 0.3 0.2; done
for power in 0.3 1 2; do run p 15 0.5 "$power" 0.2; done
for least in 0.04 0.2 0.5 0.9; do run min_noise 4 0.5 0.3 "$least"; done
