#!/bin/sh
# Records what OpenTofu plans for the configurations under plans/. Needs tofu and jq.
set -eu
plans=$(cd "$(dirname "$0")/plans" && pwd)
for directory in "$plans"/*/; do
  name=$(basename "$directory")
  scratch=$(mktemp -d)
  cp -r "$directory"/. "$scratch"
  (
    cd "$scratch"
    tofu init -no-color >/dev/null
    tofu plan -no-color -out=plan >/dev/null
    tofu show -json plan
  ) | jq '
    def resources: (.resources // [])[], ((.child_modules // [])[] | resources);
    [.planned_values.root_module | resources | {key: .address, value: .values.input}] | sort_by(.key) | from_entries
  ' >"$plans/$name.json"
  rm -rf "$scratch"
done
