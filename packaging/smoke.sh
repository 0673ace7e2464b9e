#!/usr/bin/env bash
# Installs dist/*.deb into a bare Debian and uses it there: a build, a deployment to the local cloud, the window, the tray.
# As root, with debootstrap; SUITE names the release, the system's own one if it is left out.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/setup/steps.sh

suite=${SUITE:-$(. /etc/os-release && echo "$VERSION_CODENAME")}
root=$PWD/.work/smoke/$suite
[ "$(id -u)" = 0 ] || fail "a chroot needs root"
command -v debootstrap >/dev/null || fail "no debootstrap: apt-get install debootstrap"

prepare() {
    rm -rf "$root"
    mkdir -p "$root"
    debootstrap --variant=minbase "$suite" "$root" "$(mirror)" >"$root.log" 2>&1 || fail "debootstrap failed: $root.log"
    # What apt is told on this machine (mirror, proxy) holds in there as well.
    cp -a /etc/apt/. "$root/etc/apt/"
    cp /etc/resolv.conf "$root/etc/resolv.conf"
}

mirror() {
    awk '$1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ "://") { print $i; exit } } $1 == "URIs:" { print $2; exit }' \
        /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1
}

inside() {
    chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/bin:/bin:/usr/sbin:/sbin MOTIAD_BASE_DIR=/tmp/base DEBIAN_FRONTEND=noninteractive "$@"
}

install() {
    say "installing the package and what it asks for"
    cp dist/*.deb "$root/tmp/motia-desktop.deb"
    inside apt-get update -qq
    inside apt-get install -y -qq --no-install-recommends /tmp/motia-desktop.deb python3 >>"$root.log" 2>&1 ||
        fail "the package does not install: $root.log"
    inside dpkg --verify motia-desktop
}

use() {
    mkdir -p "$root/tmp/project/steps"
    cat >"$root/tmp/project/steps/tick_step.py" <<'STEP'
config = {"type": "cron", "name": "Tick", "cron": "* * * * *", "emits": [], "flows": []}


def handler(context):
    context.logger.info("tick")
STEP
    inside motiad --version
    inside motiad deploy --project /tmp/project --cloud local --version-name smoke --timeout 60
    inside motiad list
    say "the window, without a display"
    stays QT_QPA_PLATFORM=offscreen motia-desktop
    if command -v Xvfb >/dev/null; then on_a_display; fi
    inside motiad list --json | grep -q '"status":"completed"'
    kill "$(sed -n 's/.*"pid": \([0-9]*\).*/\1/p' "$root/tmp/base/run/daemon.json")"
}

# stays VARIABLE=VALUE PROGRAM: the program runs until it is told to end.
stays() {
    local status=0
    inside "$1" timeout 8 "$2" || status=$?
    [ "$status" = 124 ] || fail "$2 ended by itself, with $status"
}

# The libraries that only a display asks for: what the package depends on must bring them.
on_a_display() {
    say "the window and the tray, on a display"
    Xvfb -displayfd 3 -nolisten tcp 3>"$root.display" 2>>"$root.log" &
    display=$!
    for _ in $(seq 100); do
        [ -s "$root.display" ] && break
        sleep 0.1
    done
    stays DISPLAY=":$(cat "$root.display")" motia-desktop
    stays DISPLAY=":$(cat "$root.display")" motia-tray
}

remove() {
    inside apt-get remove -y -qq motia-desktop >>"$root.log" 2>&1
    [ ! -e "$root/opt/motia-desktop" ] || fail "the package leaves files behind"
}

mountpoint -q "$root/proc" && umount "$root/proc"
prepare
mount --bind /proc "$root/proc"
display=
trap 'umount "$root/proc"; [ -z "$display" ] || kill "$display"' EXIT
install
use
remove
say "the package works in a bare $suite"
