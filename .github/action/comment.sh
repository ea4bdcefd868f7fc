#!/usr/bin/env bash
# Keeps one comment of the pull request up to date: the one that begins with the mark of this use of the
# action. A token that may not write costs the comment, not the job.
#
# In:  MARKDOWN, PULL_REQUEST, INPUT_PATH, TOKEN, and what the runner sets.
set -euo pipefail

[[ ${PULL_REQUEST:?} =~ ^[0-9]+$ ]]
comments=${GITHUB_API_URL:?}/repos/${GITHUB_REPOSITORY:?}/issues
use=$(printf '%s\n' "${GITHUB_WORKFLOW:-}" "${GITHUB_JOB:-}" "${INPUT_PATH:-}" | git hash-object --stdin)
mark="<!-- rempart ${use:0:16} -->"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Calls the API: method, address, and a file to send when there is one. The answer goes to $work/answer, the
# status to standard output. The token travels on standard input, where no list of processes shows it.
call() {
  local send=()
  [[ -z ${3:-} ]] || send=(--data-binary "@$3" --header "Content-Type: application/json")
  printf 'header = "Authorization: Bearer %s"\n' "${TOKEN:?}" |
    curl --config - --silent --show-error --retry 2 --connect-timeout 20 --max-time 60 \
      --request "$1" --header "Accept: application/vnd.github+json" ${send[@]+"${send[@]}"} \
      --output "$work/answer" --write-out '%{http_code}' "$2" || true
}

warn() {
  echo "::warning title=rempart::the comment could not be written (the server answers ${1:-nothing}): does the job have the permission \`pull-requests: write\`?"
  exit 0
}

known=""
for page in 1 2 3 4 5 6 7 8 9 10; do
  status=$(call GET "$comments/$PULL_REQUEST/comments?per_page=100&page=$page")
  [[ $status == 200 ]] || warn "$status"
  known=$(jq -r --arg mark "$mark" \
    '[.[] | select(.user.type == "Bot" and (.body | startswith($mark))) | .id][0] // empty' "$work/answer" | tr -d '\r')
  [[ -z $known && $(jq length "$work/answer" | tr -d '\r') -eq 100 ]] || break
done

# A comment holds at most 65,536 characters.
jq -n --arg mark "$mark" --rawfile text "${MARKDOWN:?}" '{body: ($mark + "\n" + $text)[0:65000]}' >"$work/body"
if [[ -n $known ]]; then
  status=$(call PATCH "$comments/comments/$known" "$work/body")
else
  status=$(call POST "$comments/$PULL_REQUEST/comments" "$work/body")
fi
[[ $status == 200 || $status == 201 ]] || warn "$status"
