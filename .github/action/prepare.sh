#!/usr/bin/env bash
# Which version of rempart to install, for which machine, from where and to where.
#
# In:  INPUT_VERSION, ACTION_REF, ACTION_REPOSITORY, and what the runner sets.
# Out: version, target, directory, releases (empty: build from source), requested, cache-key.
set -euo pipefail

fail() {
  echo "::error title=rempart::$1"
  exit 1
}

case "${RUNNER_OS:?}-${RUNNER_ARCH:?}" in
  Linux-X64) target=x86_64-unknown-linux-musl ;;
  Linux-ARM64) target=aarch64-unknown-linux-musl ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64) target=x86_64-pc-windows-msvc ;;
  Windows-ARM64) target=aarch64-pc-windows-msvc ;;
  # No binary is released for it: it is built here.
  *) target="" ;;
esac

# The sources of this action are those of the program: their version is the one to install.
own=$(sed -n 's/^version = "\([^"]*\)".*/\1/p' "${GITHUB_ACTION_PATH:?}/Cargo.toml" | head -n 1)
requested=""
version=$own
if [[ -n ${INPUT_VERSION:-} ]]; then
  requested=${INPUT_VERSION#v}
  [[ $requested =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] ||
    fail "the version must look like 0.1.0"
  version=$requested
fi

# A branch moves ahead of the last release, and a local action (`uses: ./`) has no repository: both are
# built from their own sources. A tag or a commit stands for the version that it holds.
releases=""
reference=${ACTION_REF:-}
if [[ -n ${ACTION_REPOSITORY:-} && -n $target ]]; then
  if [[ -n $requested || $reference =~ ^v[0-9]+(\.[0-9]+)*$ || $reference =~ ^[0-9a-f]{40}$ ]]; then
    releases=${GITHUB_SERVER_URL:?}/$ACTION_REPOSITORY/releases/download/v$version
  fi
fi
if [[ -z $releases && -n $requested && $requested != "$own" ]]; then
  fail "version $requested cannot be had here: this action holds the sources of $own, and there is no release for this machine"
fi

directory=${RUNNER_TOOL_CACHE:-${RUNNER_TEMP:?}}/rempart/$version/${target:-source}
cache_key=""
if [[ -n $reference && -n ${ACTION_REPOSITORY:-} ]]; then
  # A branch names other sources tomorrow; the lock file and the scripts of today do not.
  stamp=$(cd "$GITHUB_ACTION_PATH" && find Cargo.lock build.rs src policies -type f -print0 | sort -z | xargs -0 cat | git hash-object --stdin)
  cache_key=rempart-$version-${target:-${RUNNER_OS}-${RUNNER_ARCH}}-${reference//\//-}-$stamp
fi

{
  echo "version=$version"
  echo "target=$target"
  echo "directory=$directory"
  echo "releases=$releases"
  echo "requested=$requested"
  echo "cache-key=$cache_key"
} >>"${GITHUB_OUTPUT:?}"
