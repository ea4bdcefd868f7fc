#!/usr/bin/env bash
# Packs what a release holds for one machine: the program, its licences, its manual and its completions.
#
# In:  TARGET; RUNS, `false` when this machine cannot run the program.
# Out: dist/rempart-VERSION-TARGET.tar.gz
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$(sed -n 's/^version = "\([^"]*\)".*/\1/p' Cargo.toml | head -n 1)
name=rempart-$version-${TARGET:?}
program=target/$TARGET/release/rempart
[[ $TARGET != *-windows-* ]] || program=$program.exe

rm -rf "dist/$name"
mkdir -p "dist/$name/completions"
cp "$program" README.md CHANGELOG.md LICENSE-APACHE LICENSE-MIT "dist/$name/"
if [[ ${RUNS:-true} == true ]]; then
  "$program" man >"dist/$name/rempart.1"
  for shell in bash elvish fish powershell zsh; do
    "$program" completions "$shell" >"dist/$name/completions/rempart.$shell"
  done
fi
tar -czf "dist/$name.tar.gz" -C dist "$name"
