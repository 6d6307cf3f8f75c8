#!/usr/bin/env bash
# Students of a model of bench/study.sh, by both methods, beside their teacher.
# What is done is not repeated.
#
#   bench/distill.sh PHOTOGRAPHS PAIRS STUDY_DIR
#
# STUDY_DIR is the OUT_DIR of bench/study.sh; the teacher is its shift15-1.
#   ITERATIONS=N     length of each run (100)
#   RESSHIFT=PROGRAM another program than the launcher of this checkout
set -euo pipefail

[ $# -eq 3 ] || { echo "usage: bench/distill.sh PHOTOGRAPHS PAIRS STUDY_DIR" >&2; exit 2; }
photographs=$1
pairs=$2
study=$3
out=$study/students
here=$(cd "$(dirname "$0")" && pwd)
resshift=${RESSHIFT:-$here/../resshift}
iterations=${ITERATIONS:-100}
teacher=$study/shift15-1/model
mkdir -p "$out"

# NAME DISTILL LOSS
student() {
  local to=$out/$1
  # A run that was interrupted has a model as well, and its checkpoints, from which it goes on.
  if [ -f "$to/model/model.yaml" ] && [ ! -d "$to/checkpoints" ]; then return 0; fi
  rm -f "$to/report.json"
  mkdir -p "$to"
  if [ -f "$study/photos.cache" ]; then ln -f "$study/photos.cache" "$to/photos.cache"; fi
  "$resshift" train "$here/study.yaml" --data "$photographs" --out "$to" --threads 1 \
    --set "train.iterations=$iterations" --set train.seed=11 --set train.batch=8 \
    --set diffusion.params.steps=15 --set diffusion.params.min_noise_level=0.04 \
    --set train.lr=5e-4 --set "train.distill=$2" --set "train.loss=$3" >> "$to/train.log" 2>&1
  rm -rf "$to/checkpoints" "$to/photos.cache"
}

# NAME MODEL STEPS...
sample() {
  local to=$out/$1 model=$2 steps made=() begin
  shift 2
  [ ! -f "$to/report.json" ] || return 0
  mkdir -p "$to"
  for steps; do
    begin=$(date +%s.%N)
    "$resshift" upscale "$pairs/lq" -o "$to/$steps" --model "$model" --seed 1 --steps "$steps" \
      --threads 1 --existing overwrite -q
    echo "$begin $(date +%s.%N)" | awk '{ print $2 - $1 }' > "$to/$steps.seconds"
    made+=(--pred "$steps=$to/$steps")
  done
  "$resshift" evaluate "${made[@]}" --gt "$pairs/gt" --lq "$pairs/lq" --bicubic "$out/bicubic" \
    --metrics psnr-y,ssim-y,haarpsi,gmsd,niqe,perceptual --json "$to/report.json.new" \
    > "$to/report.txt"
  mv "$to/report.json.new" "$to/report.json"
}

student rsd-1 "{method: rsd, teacher: '$teacher', steps: 4}" '{mse: 0, charbonnier: 0.02}'
sample rsd-1 "$out/rsd-1/model" 1 2 4
student sinsr-1 "{method: sinsr, teacher_steps: 4, teacher: '$teacher'}" '{mse: 0, charbonnier: 0.02}'
sample sinsr-1 "$out/sinsr-1/model" 1 2 4
sample teacher-1 "$teacher" 1 2 4 15
