#!/usr/bin/env bash
# Installs rempart: an earlier installation, else a released binary whose checksum holds, else the sources
# of this action, built with cargo.
#
# In:  DIRECTORY, VERSION, TARGET, RELEASES, REQUESTED, TOKEN, and what the runner sets.
# Out: program, the path of the binary.
set -euo pipefail

fail() {
  echo "::error title=rempart::$1"
  exit 1
}

suffix=""
[[ ${RUNNER_OS:?} != Windows ]] || suffix=.exe
program=${DIRECTORY:?}/rempart$suffix

finish() {
  "$program" --version
  echo "program=$program" >>"${GITHUB_OUTPUT:?}"
  exit 0
}

# Downloads $1 to $2; 1 when the server says that there is no such file. The token travels on standard
# input, where no list of processes shows it.
download() {
  local scheme=${1%%://*} status
  status=$(
    if [[ -n ${TOKEN:-} ]]; then printf 'header = "Authorization: Bearer %s"\n' "$TOKEN"; fi |
      curl --config - --silent --show-error --location --proto "=$scheme" --proto-redir "=$scheme" \
        --retry 3 --connect-timeout 20 --max-time 300 --output "$2" --write-out '%{http_code}' "$1"
  ) || fail "cannot download $1"
  case $status in
    200) ;;
    404) return 1 ;;
    *) fail "cannot download $1: the server answers $status" ;;
  esac
}

sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

if [[ -x $program && $("$program" --version 2>/dev/null) == "rempart $VERSION" ]]; then
  finish
fi
mkdir -p "$DIRECTORY"

if [[ -n ${RELEASES:-} ]]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  name=rempart-$VERSION-$TARGET
  if download "$RELEASES/$name.tar.gz" "$work/$name.tar.gz"; then
    download "$RELEASES/SHA256SUMS" "$work/SHA256SUMS" ||
      fail "the release $VERSION has no SHA256SUMS: its binary cannot be trusted"
    expected=$(awk -v file="$name.tar.gz" '{ sub(/^\*/, "", $2) } $2 == file { print $1 }' "$work/SHA256SUMS")
    found=$(sha256 "$work/$name.tar.gz")
    [[ -n $expected ]] || fail "SHA256SUMS of the release $VERSION does not list $name.tar.gz"
    [[ $expected == "$found" ]] ||
      fail "$name.tar.gz has the checksum $found, and the release says $expected: it is not installed"
    # From inside the directory: a path of Windows has a colon, which tar takes for a host.
    (cd "$work" && tar -xzf "$name.tar.gz")
    mv "$work/$name/rempart$suffix" "$program"
    finish
  fi
  [[ -z ${REQUESTED:-} ]] || fail "there is no release $REQUESTED for $TARGET"
  echo "::notice title=rempart::there is no release $VERSION for $TARGET yet: building from source"
fi

command -v cargo >/dev/null ||
  fail "there is no released binary for this machine and no cargo to build one: install Rust first"
cargo install --locked --quiet --path "${GITHUB_ACTION_PATH:?}" --root "$DIRECTORY/built" \
  --target-dir "${RUNNER_TEMP:?}/rempart-target"
mv "$DIRECTORY/built/bin/rempart$suffix" "$program"
finish
