#!/usr/bin/env bash
# Builds what users install into dist/: two wheels, a folder that needs no Python, and on Debian a package of it.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/setup/steps.sh

python=.venv/bin/python
version=$($python -c 'from importlib.metadata import version; print(version("motia-desktop"))')
# The last commit's time, so that the same sources give the same packages.
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
export SOURCE_DATE_EPOCH

wheels() {
    say "wheels"
    $python -m hatchling build -t wheel -d "$PWD/dist"
    (cd daemon && "../$python" -m hatchling build -t wheel -d "$OLDPWD/dist")
}

bundle() {
    command -v objdump >/dev/null || fail "PyInstaller needs objdump: apt-get install binutils"
    say "a folder with the three programs"
    $python -m PyInstaller --noconfirm --log-level WARN --distpath dist --workpath .work/bundle packaging/bundle/motia-desktop.spec
}

debian_package() {
    local root=.work/deb file
    say "a Debian package"
    rm -rf "$root"
    mkdir -p "$root"/{DEBIAN,opt,usr/bin,usr/share/{applications,metainfo,doc/motia-desktop,icons/hicolor/scalable/apps},etc/xdg/autostart}
    cp -a dist/motia-desktop "$root/opt/motia-desktop"
    for file in motia-desktop motia-tray motiad; do
        ln -s "/opt/motia-desktop/$file" "$root/usr/bin/$file"
    done
    cp packaging/linux/dev.motia.Desktop.desktop "$root/usr/share/applications/"
    cp packaging/linux/dev.motia.Tray.desktop "$root/etc/xdg/autostart/"
    cp resources/desktop/icons/app.svg "$root/usr/share/icons/hicolor/scalable/apps/dev.motia.Desktop.svg"
    cp LICENSE "$root/usr/share/doc/motia-desktop/copyright"
    fill packaging/linux/dev.motia.Desktop.metainfo.xml >"$root/usr/share/metainfo/dev.motia.Desktop.metainfo.xml"
    fill packaging/linux/control >"$root/DEBIAN/control"
    echo /etc/xdg/autostart/dev.motia.Tray.desktop >"$root/DEBIAN/conffiles"
    chmod -R u=rwX,go=rX "$root"
    dpkg-deb --build --root-owner-group -Zxz "$root" "dist/motia-desktop_${version}_$(dpkg --print-architecture).deb"
}

# fill FILE: the file with this build's version, date, architecture and size (KiB).
fill() {
    sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)/" \
        -e "s/@ARCHITECTURE@/$(dpkg --print-architecture)/" -e "s/@SIZE@/$(du -sk dist/motia-desktop | cut -f1)/" "$1"
}

rm -rf dist
mkdir -p dist
wheels
bundle
if command -v dpkg-deb >/dev/null; then debian_package; fi
ls -sh dist
