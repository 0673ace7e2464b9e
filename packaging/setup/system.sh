# Debian's packages: what Qt needs for a window, and what the tests drive. `a|b` is whichever name this release knows.

QT_PACKAGES="libgl1 libegl1 libglib2.0-0t64|libglib2.0-0 libfontconfig1 libxkbcommon0 libdbus-1-3"
X_PACKAGES="libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxkbcommon-x11-0 libxcb-shape0"
TEST_PACKAGES="chromium xvfb xauth openbox dunst dbus-daemon|dbus gnome-keyring fonts-dejavu-core git"

# has_display: whether a window could be shown.
has_display() {
    [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname -s)" != Linux ]
}

# prepare_system PURPOSE: install what is missing, as root; else say what to install. `.work/missing` keeps the rest.
prepare_system() {
    local wanted=""
    "$python" -c 'import ensurepip' 2>/dev/null || wanted="python3-venv"
    if [ "$1" = test ]; then
        wanted="$wanted $QT_PACKAGES $X_PACKAGES $TEST_PACKAGES"
    elif has_display; then
        wanted="$wanted $QT_PACKAGES $X_PACKAGES"
    fi
    : >.work/missing
    if ! command -v dpkg-query >/dev/null; then
        if [ "$1" = test ]; then missing_programs >.work/missing; fi
        return
    fi
    missing_packages "$wanted" >.work/missing
    if [ -s .work/missing ] && [ "$(id -u)" = 0 ]; then
        install_packages
        missing_packages "$wanted" >.work/missing
    fi
    if [ -s .work/missing ]; then
        say "going on without these packages: $(tr '\n' ' ' <.work/missing)"
        say "to get them: sudo apt-get install --no-install-recommends $(tr '\n' ' ' <.work/missing)"
    fi
}

# missing_packages LIST: the packages that are not installed, one a line, by the first name that apt knows.
missing_packages() {
    local installed names name found
    installed=" $(dpkg-query -W -f '${Package} ${db:Status-Status}\n' | awk '$2 == "installed" { printf "%s ", $1 }')"
    for names in $1; do
        found=""
        for name in ${names//|/ }; do
            case $installed in *" $name "*) found=yes ;; esac
        done
        if [ -z "$found" ]; then
            known_name "$names"
        fi
    done
}

known_name() {
    local name
    for name in ${1//|/ }; do
        if apt-cache show "$name" >/dev/null 2>&1; then
            echo "$name"
            return
        fi
    done
    echo "${1##*|}"
}

install_packages() {
    local name
    say "installing Debian packages: $(tr '\n' ' ' <.work/missing)"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || say "apt-get update failed; going on with what apt knows"
    # shellcheck disable=SC2046
    if ! apt-get install -y -qq --no-install-recommends $(cat .work/missing) >.work/apt.log 2>&1; then
        # One package that this release does not have must not keep the others away.
        while read -r name; do
            apt-get install -y -qq --no-install-recommends "$name" >>.work/apt.log 2>&1 || say "cannot install $name"
        done <.work/missing
    fi
}

# missing_programs: where there is no dpkg, the programs the tests drive, one a line.
missing_programs() {
    local name
    for name in chromium Xvfb dunst dbus-run-session gnome-keyring-daemon git; do
        command -v "$name" >/dev/null || echo "$name"
    done
}
