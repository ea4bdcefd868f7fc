#!/usr/bin/env bash
# Judges, or joins the results of earlier runs, and writes every report. The exit code of rempart is an output: a later step fails the job with
# it, so that the reports are sent first.
#
# In:  REMPART, INPUT_*, and what the runner sets.
# Out: fail, unknown, waived, pass, not-evaluated, exit-code, json-file, sarif-file, markdown-file,
#      comment-file, upload, comment, pull-request.
set -euo pipefail

fail() {
  echo "::error title=rempart::$1"
  exit 2
}

# Gives the lines of $1 without blanks around them, but the empty ones.
lines() {
  printf '%s\n' "$1" | tr -d '\r' | sed -e 's/^[[:space:]]*//' -e 's/[[:space:]]*$//' -e '/^$/d'
}

event() {
  # On Windows, jq ends lines as Windows does.
  jq -r "$1 // empty" "${GITHUB_EVENT_PATH:?}" | tr -d '\r'
}

# An input that is `true` or `false`.
wanted() {
  case $2 in
    true) return 0 ;;
    false | "") return 1 ;;
    *) fail "the input $1 is either true or false" ;;
  esac
}

reports=${RUNNER_TEMP:?}/rempart-reports
# Two uses in one job must not overwrite each other's reports.
mkdir -p "$reports"
reports=$(mktemp -d "$reports/XXXXXX")
json=$reports/findings.json
markdown=$reports/summary.md
comment_text=$reports/comment.md
sarif=${INPUT_SARIF_FILE:-}
[[ -n $sarif ]] || sarif=$reports/rempart.sarif

command=check
[[ -z ${INPUT_MERGE:-} ]] || command=merge
arguments=("$command" --format "${INPUT_FORMAT:-github}" --output "json=$json" --output "markdown=$markdown"
  --output "sarif=$sarif" --output "comment=$comment_text")
[[ -z ${INPUT_FAIL_ON:-} ]] || arguments+=(--fail-on "$INPUT_FAIL_ON")
[[ -z ${INPUT_LANG:-} ]] || arguments+=(--lang "$INPUT_LANG")

while IFS= read -r argument; do
  arguments+=("$argument")
done < <(lines "${INPUT_ARGS:-}")

pull_request=$(event .pull_request.number)
if [[ $command == check ]]; then
  while IFS= read -r pack; do
    arguments+=(--pack "$pack")
  done < <(lines "${INPUT_PACKS//,/$'\n'}")
  [[ -z ${INPUT_CONFIG:-} ]] || arguments+=(--config "$INPUT_CONFIG")
  if wanted changed-only "${INPUT_CHANGED_ONLY:-}"; then
    # What the event adds is what lies after the branch it goes to; a new branch has no such thing.
    base=$(event '.pull_request.base.sha // .merge_group.base_sha // .before')
    if [[ -n $base && ! $base =~ ^0+$ ]]; then
      arguments+=(--changed-since "$base")
    else
      echo "::notice title=rempart::this event has no earlier commit to compare with: everything is reported"
    fi
  fi
  paths=${INPUT_PATH:-.}
else
  paths=""
  while IFS= read -r pattern; do
    found=$(compgen -G "$pattern" | LC_ALL=C sort) || fail "no report matches $(printf '%q' "$pattern")"
    paths+=$found$'\n'
  done < <(lines "$INPUT_MERGE")
fi
arguments+=(--)
while IFS= read -r path; do
  arguments+=("$path")
done < <(lines "$paths")

# Names and values of the judged files appear in the log; what looks like a command to the runner there must
# not be one. Annotations are commands, and rempart escapes what it puts into them.
stop=rempart-$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
code=0
if [[ ${INPUT_FORMAT:-github} == github ]]; then
  "${REMPART:?}" "${arguments[@]}" 2>"$reports/errors" || code=$?
  echo "::stop-commands::$stop"
  cat "$reports/errors"
else
  echo "::stop-commands::$stop"
  "${REMPART:?}" "${arguments[@]}" 2>&1 || code=$?
fi
echo "::$stop::"

count() {
  if [[ -s $json ]]; then jq -r ".summary.$1 // 0" "$json" | tr -d '\r'; else echo 0; fi
}

if [[ -s $markdown ]]; then
  cat "$markdown" >>"${GITHUB_STEP_SUMMARY:?}"
fi

# The token of a pull request from a fork may not write: nothing to send, and no reason to fail.
writable=true
if [[ $(event .pull_request.head.repo.fork) == true && ${GITHUB_EVENT_NAME:-} == pull_request ]]; then
  writable=false
fi
upload=false
if wanted upload-sarif "${INPUT_UPLOAD_SARIF:-}" && [[ -s $sarif ]]; then upload=$writable; fi
comment=false
if wanted comment "${INPUT_COMMENT:-}" && [[ -n $pull_request && -s $comment_text ]]; then comment=$writable; fi
if [[ $writable == false ]] && { wanted upload-sarif "${INPUT_UPLOAD_SARIF:-}" || wanted comment "${INPUT_COMMENT:-}"; }; then
  echo "::notice title=rempart::this pull request comes from a fork, whose token may not write: see the summary of the job"
fi

{
  echo "fail=$(count fail)"
  echo "unknown=$(count unknown)"
  echo "waived=$(count waived)"
  echo "pass=$(count pass)"
  echo "not-evaluated=$(count not_evaluated)"
  echo "exit-code=$code"
  echo "json-file=$json"
  # A name given by the user may hold anything but a line break.
  echo "sarif-file=${sarif//$'\n'/}"
  echo "markdown-file=$markdown"
  echo "comment-file=$comment_text"
  echo "upload=$upload"
  echo "comment=$comment"
  echo "pull-request=$pull_request"
} >>"${GITHUB_OUTPUT:?}"
