#!/usr/bin/env bash
# Tries and measures the program on NVIDIA GPUs: parity with the processor in each precision, times,
# tiles, memory, running out of memory, several devices. Writes OUT_DIR/report.md and the output of each step.
#
#   bench/gpu.sh OUT_DIR
#   bench/gpu.sh --rehearse OUT_DIR     the same steps on the processor, small: tries this script alone
#
# Needs a GPU of compute capability 7.5 or newer with a driver for CUDA 13, and CUDA 13, cuDNN 9 and NCCL 2
# where the system finds them; those of an installed PyTorch are found, too. Takes about half an hour.
#   MODELS="NAME ..."  default: bundled fast realsr-v3 realsr-v1; published ones are measured where
#                      `./resshift models fetch NAME` has been run (non-commercial licence)
#   RUNS=N             pictures of each time after two that do not count; default 10
#   RESSHIFT=PROGRAM   another program than the launcher of this checkout
set -euo pipefail

fail() {
  printf 'gpu: %s\n' "$1" >&2
  exit "${2:-1}"
}

rehearse=false
if [ "${1:-}" = --rehearse ]; then
  rehearse=true
  shift
fi
if [ $# != 1 ] || [ "${1#-}" != "$1" ]; then fail 'usage: bench/gpu.sh [--rehearse] OUT_DIR' 2; fi
mkdir -p "$1"
out=$(cd "$1" && pwd -P)
here=$(cd "$(dirname "$0")/.." && pwd -P)
resshift=${RESSHIFT:-$here/resshift}
runs=${RUNS:-10}
report=$out/report.md

if $rehearse; then
  devices=(cpu)
  sides=(16 32)
  models=${MODELS:-fast}
else
  if ! gpus=$(nvidia-smi --query-gpu=name,memory.total,driver_version,compute_cap --format=csv,noheader 2>/dev/null) ||
    [ -z "$gpus" ]; then
    fail 'there is no NVIDIA GPU here that its driver shows (nvidia-smi names none), so there is nothing to measure.'
  fi
  devices=()
  while read -r _; do devices+=("cuda:${#devices[@]}"); done <<<"$gpus"
  sides=(64 512)
  models=${MODELS:-bundled fast realsr-v3 realsr-v1}
  export RESSHIFT_PROFILE=cuda
  # CUDA's libraries as PyTorch's wheels bring them.
  if command -v python3 >/dev/null; then
    wheels=$(python3 -c '
import glob, os, site
files = [f for d in site.getsitepackages() for f in glob.glob(d + "/nvidia/**/lib*.so*", recursive=True)]
print(":".join(sorted({os.path.dirname(f) for f in files})))' 2>/dev/null || true)
    [ -z "$wheels" ] || export LD_LIBRARY_PATH="${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$wheels"
  fi
fi
device=${devices[0]}

"$resshift" doctor >"$out/doctor.txt" 2>&1 || { tail -n 5 "$out/doctor.txt" >&2; fail "the program is not well; see $out/doctor.txt"; }
if ! $rehearse && ! grep -Eq 'cuda +available' "$out/doctor.txt"; then
  fail "the engine cannot use the GPU: $(grep -m 1 cuda "$out/doctor.txt" || echo "see $out/doctor.txt"); CUDA 13, cuDNN 9 and NCCL 2 must be where the system finds libraries (LD_LIBRARY_PATH)."
fi

say() {
  printf '%s\n' "$@" | tee -a "$report"
}

# NAME OPTION... INPUT: enlarges into OUT/NAME; what the program says is in OUT/NAME.log, a line of JSON for
# each picture in OUT/NAME.json.
enlarge() {
  local name=$1
  shift
  "$resshift" upscale "$@" -o "$out/$name" --seed 0 --existing overwrite --json \
    >"$out/$name.json" 2>"$out/$name.log"
}

# FILE: the median of the seconds of its pictures but the first two.
median() {
  sed -n 's/.*"status":"done","seconds":\([0-9.]*\).*/\1/p' "$1" | tail -n +3 | sort -n |
    awk '{ s[NR] = $1 } END { if (NR) print (s[int((NR + 1) / 2)] + s[int(NR / 2) + 1]) / 2; else print "-" }'
}

# NAME TRUTH: PSNR of the pictures of a step against those of another.
psnr() {
  "$resshift" evaluate --pred "$out/$1" --gt "$out/$2" --metrics psnr --json "$out/$1.psnr.json" >"$out/$1.psnr.txt" 2>&1 ||
    { echo failed; return; }
  awk '$1 == "mean" { print $2; exit }' "$out/$1.psnr.txt"
}

: >"$report"
if $rehearse; then
  say '# A rehearsal on the processor: figures mean nothing' ''
else
  say '# On a GPU' '' "$gpus" ''
fi
say "$("$resshift" --version | head -n 1), commit $(git -C "$here" rev-parse --short HEAD 2>/dev/null || echo unknown)" ''

usable=()
for model in $models; do
  if "$resshift" models verify "$model" >"$out/verify-$model.txt" 2>&1; then
    usable+=("$model")
  else
    say "$model is not measured: its weights are not here (\`./resshift models fetch $model\`)."
  fi
done
[ ${#usable[@]} -gt 0 ] || fail "none of the models $models can be used"

small=$out/pictures
mkdir -p "$small"
if $rehearse; then
  cp "$here"/resshift-cli/src/main/launcher/* "$small/"
else
  cp "$here"/models/demo/*.jpg "$small/"
fi

say '' '## Parity: PSNR in dB to the processor in fp32' '' '| model | precision | dB |' '| --- | --- | ---: |'
bad=0
for model in "${usable[@]}"; do
  enlarge "cpu-$model" "$small" --model "$model" --device cpu --precision fp32
  for precision in fp32 mixed bf16 fp16; do
    name=parity-$model-$precision
    if enlarge "$name" "$small" --model "$model" --device "$device" --precision $precision; then
      figure=$(psnr "$name" "cpu-$model")
      say "| $model | $precision | $figure |"
      # Convolutions on a GPU may round to TF32, three decimal digits; a wrong kernel is far below this.
      if [ $precision = fp32 ] && awk "BEGIN { exit !(\"$figure\" != \"inf\" && \"$figure\" + 0 < 45) }"; then
        bad=1
        say '' "**$model in fp32 is less than 45 dB from the processor: something is wrong.**" ''
      fi
    else
      say "| $model | $precision | $(tail -n 1 "$out/$name.log") |"
    fi
  done
done

# A picture of the side for each run, cut from the enlarged demo pictures.
squares() {
  local side=$1 n
  mkdir -p "$out/square-$side"
  for ((n = 0; n < runs + 2; n++)); do
    [ -f "$out/square-$side/$n.png" ] || cp "$out/one-$side.png" "$out/square-$side/$n.png"
  done
}

say '' '## Times: seconds a picture, median' '' \
  'Others: 0.643 s on an A100 for 64 to 256 in 15 steps, amortised over a batch of 64 (ResShift, published);' \
  '213 ms on an RTX 4090.' '' '| model | precision | from | to | s |' '| --- | --- | ---: | ---: | ---: |'
for side in "${sides[@]}"; do
  "$resshift" upscale "$(find "$small" -type f | LC_ALL=C sort | head -n 1)" -o "$out/one-$side.png" --model fast --width "$side" \
    --height "$side" --existing overwrite >/dev/null 2>"$out/one-$side.log"
  squares "$side"
  for model in "${usable[@]}"; do
    for precision in fp32 mixed bf16; do
      name=time-$model-$precision-$side
      if enlarge "$name" "$out/square-$side" --model "$model" --device "$device" --precision $precision; then
        say "| $model | $precision | $side | $((side * 4)) | $(median "$out/$name.json") |"
      else
        say "| $model | $precision | $side | $((side * 4)) | $(tail -n 1 "$out/$name.log") |"
      fi
    done
  done
done

batch=64
! $rehearse || batch=2
mkdir -p "$out/batch-1" "$out/batch-3"
for ((n = 0; n < batch * 3; n++)); do
  cp "$out/one-${sides[0]}.png" "$out/batch-3/$n.png"
  [ $n -ge $batch ] || cp "$out/one-${sides[0]}.png" "$out/batch-1/$n.png"
done
# FILE: the seconds of a whole run.
total() {
  sed -n 's/^[0-9]* done.*, \([0-9.]*\) s$/\1/p' "$1" | tail -n 1
}
say '' "## ${sides[0]} to $((sides[0] * 4)), $batch pictures at a time: three calls less one" '' \
  '| model | precision | s a picture |' '| --- | --- | ---: |'
for model in "${usable[@]}"; do
  for precision in fp32 bf16; do
    name=batch-$model-$precision
    setting=(--model "$model" --device "$device" --precision "$precision" --batch "$batch")
    if enlarge "$name-1" "$out/batch-1" "${setting[@]}" && enlarge "$name-3" "$out/batch-3" "${setting[@]}"; then
      figure=$(awk "BEGIN { print ($(total "$out/$name-3.log") - $(total "$out/$name-1.log")) / (2 * $batch) }")
      say "| $model | $precision | $figure |"
    else
      say "| $model | $precision | $(tail -q -n 1 "$out/$name"-[13].log | tail -n 1) |"
    fi
  done
done

# COMMAND...: the most memory of the first device while it runs, in MiB.
peak() {
  "$@" &
  local pid=$! most=0 now
  while kill -0 $pid 2>/dev/null; do
    now=$(nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits -i 0 2>/dev/null || echo 0)
    [ "$now" -le "$most" ] || most=$now
    sleep 0.2
  done
  wait $pid || true
  echo "$most"
}

large=${sides[1]}
tile=$((large / 4 < 64 ? 64 : large / 4))
say '' "## Tiles and memory: one picture of $large x $large, model ${usable[0]}" '' \
  '| options | MiB of the device | dB to one tile |' '| --- | ---: | ---: |'
mkdir -p "$out/large"
cp "$out/one-$large.png" "$out/large/0.png"
for options in '--tile 4096' "--tile $tile" '--memory 4g' ''; do
  name="tiles-$(echo "$options" | tr -cd 'a-z0-9')"
  # shellcheck disable=SC2086
  used=$(peak enlarge "$name" "$out/large" --model "${usable[0]}" --device "$device" $options)
  if [ -s "$out/$name.json" ] && grep -q '"status":"done"' "$out/$name.json"; then
    say "| ${options:-no option} | $used | $(psnr "$name" tiles-tile4096) |"
  else
    say "| ${options:-no option} | $used | $(tail -n 1 "$out/$name.log") |"
  fi
done
say '' 'The size of tiles follows the memory of the machine, not yet that of the device.'

say '' '## Running out of memory: one tile for a picture that the device cannot hold' ''
if $rehearse; then
  say 'Not rehearsed.'
else
  memory=$(nvidia-smi --query-gpu=memory.total --format=csv,noheader,nounits -i 0)
  # Two networks of 64 channels keep about 2 KiB a pixel; the side asks for twice the device's memory.
  side=$(awk "BEGIN { print int(sqrt(2 * $memory * 1048576 / 2048) / 64) * 64 }")
  "$resshift" upscale "$small/pagoda.jpg" -o "$out/huge.png" --model fast --device "$device" --width "$side" \
    --height "$side" --existing overwrite >/dev/null 2>"$out/huge.log"
  mkdir -p "$out/huge"
  mv "$out/huge.png" "$out/huge/0.png"
  if enlarge memory "$out/huge" --model fast --device "$device" --tile "$side"; then
    say "A picture of $side x $side is done; the program said: $(grep -i -m 1 -E 'memory|smaller' "$out/memory.log" || echo 'nothing, it fitted')."
  else
    say "A picture of $side x $side failed: $(tail -n 1 "$out/memory.log")"
    bad=1
  fi
fi

say '' '## Several devices' ''
if [ ${#devices[@]} -lt 2 ]; then
  say 'There is one device.'
elif enlarge several "$out/square-64" --model "${usable[0]}" --device cuda:0,1; then
  say "With \`--device cuda:0,1\`: $(tail -n 1 "$out/several.log")"
else
  say "\`--device cuda:0,1\` is refused: $(tail -n 1 "$out/several.log")"
  for gpu in 0 1; do
    enlarge "half-$gpu" "$out/square-64" --model "${usable[0]}" --device cuda:$gpu &
  done
  wait
  say "Two processes, one for each device, on all pictures: $(median "$out/half-0.json") s and $(median "$out/half-1.json") s a picture."
fi
say '' "Done: $report"
exit $bad
