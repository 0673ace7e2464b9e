# The virtual environment: exactly requirements.lock, by hash, and our two packages in place.

# find_python: sets `python` to a Python that is new enough; PYTHON names another one.
find_python() {
    local name
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            python=$name
            return
        fi
    done
    fail "Python 3.11 or newer was not found; install it, or name it: make PYTHON=/path/to/python3 …"
}

prepare_python() {
    if ! .venv/bin/python -c '' 2>/dev/null || ! [ -x .venv/bin/motiad ]; then
        forget python
    fi
    once python "$PWD $("$python" -VV) $(cat requirements.lock pyproject.toml daemon/pyproject.toml)" install_python
}

install_python() {
    export UV_PYTHON_DOWNLOADS=never
    say "creating .venv with $("$python" -V)"
    "$python" -m venv --clear .venv || fail "Python cannot create virtual environments; on Debian: apt-get install python3-venv"
    # pip fetches uv, at the version and with the hashes of the lock; uv fetches the rest.
    awk '/^uv==/ { inside = 1 } inside { print } inside && !/\\$/ { exit }' requirements.lock >.work/uv-requirement.txt
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r .work/uv-requirement.txt
    say "installing requirements.lock"
    .venv/bin/uv pip sync --quiet --python .venv/bin/python --require-hashes requirements.lock
    .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e ./daemon -e .
}
