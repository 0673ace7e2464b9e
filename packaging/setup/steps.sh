# How set-up speaks, and how it remembers what it has done. Sourced in the repository's folder.

export PATH="$PWD/.work/node/bin:$PATH" # empty where the machine has its own Node

say() {
    printf 'setup: %s\n' "$*"
}

fail() {
    say "$*" >&2
    exit 1
}

# once NAME INPUTS COMMAND...: run the command unless it has succeeded before with the same inputs.
once() {
    local stamp=".work/stamps/$1" key
    key=$(printf '%s' "$2" | cksum)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$key" ]; then
        return
    fi
    rm -f "$stamp"
    shift 2
    "$@"
    mkdir -p .work/stamps
    printf '%s\n' "$key" >"$stamp"
}

forget() {
    rm -f ".work/stamps/$1"
}
