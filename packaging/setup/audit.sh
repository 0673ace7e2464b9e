#!/usr/bin/env bash
# Asks whether what requirements.lock and the package-lock.json files pin has known vulnerabilities.
# Ends with 0 when none is known or nobody could be asked (which it says), with 1 when there are some.
# AUDIT_SECONDS bounds each question.
set -uo pipefail
cd "$(dirname "$0")/../.."
. packaging/setup/steps.sh

seconds=${AUDIT_SECONDS:-60}
found=0

# judge WHAT STATUS LOG FINDING: tell what an audit came to; one that failed without a FINDING has not asked.
judge() {
    if [ "$2" = 0 ]; then
        echo "audit: $1: no known vulnerability"
    elif grep -qiE "$4" "$3"; then
        found=1
        printf '\n!!! audit: %s HAS KNOWN VULNERABILITIES\n' "$1"
        cat "$3"
        printf '!!! audit: end of %s\n\n' "$1"
    elif [ "$2" = 124 ]; then
        echo "audit: $1: could not be asked (no answer within $seconds s)"
    else
        echo "audit: $1: could not be asked ($(grep -iE 'error|cause' "$3" | grep -v 'complete log' | tail -n 1 | cut -c1-160))"
    fi
}

folder=.work/audit
rm -rf "$folder"
mkdir -p "$folder/python"

# uv audits projects, not requirement files: a project that wants exactly what the lock pins.
{
    printf '[project]\nname = "locked"\nversion = "0"\nrequires-python = ">=3.11"\ndependencies = [\n'
    sed -nE 's/^([A-Za-z0-9._-]+==[^ \\;]+)( *;[^\\]*)? *\\?$/\1\2/p' requirements.lock | sed "s/ *$//; s/\"/'/g; s/.*/    \"&\",/"
    printf ']\n'
} >"$folder/python/pyproject.toml"
timeout "$seconds" .venv/bin/uv audit --preview-features audit-command --project "$folder/python" >"$folder/python.log" 2>&1
judge requirements.lock $? "$folder/python.log" '(found|[1-9][0-9]*) .*vulnerabilit|GHSA-|PYSEC-|CVE-'

for lock in $(find tests resources -name package-lock.json -not -path '*/node_modules/*' | sort); do
    name=$(dirname "$lock" | tr / -)
    mkdir -p "$folder/$name"
    cp "$lock" "$(dirname "$lock")/package.json" "$folder/$name"
    (cd "$folder/$name" && timeout "$seconds" npm audit --package-lock-only --no-update-notifier) >"$folder/$name.log" 2>&1
    judge "$lock" $? "$folder/$name.log" '[1-9][0-9]* .*vulnerabilit|GHSA-'
done
exit "$found"
