#!/usr/bin/env bash
# user_manager.sh COMMAND...: run a command as root beside a systemd user manager of its own, in mount namespaces of its own.
# Needs root, unshare, systemd and a cgroup2 mount; ends with the command's exit code, or 77 where no manager comes up.
set -u
if [ -z "${INSIDE:-}" ]; then
  INSIDE=1 exec unshare --mount --propagation private "$0" "$@"
fi
group=motiad-test-$$
where=$(awk '$3 == "cgroup2" {print $2; exit}' /proc/mounts)
mkdir "$where/$group" 2>/dev/null && echo $$ > "$where/$group/cgroup.procs" || exit 77
mount -t tmpfs tmpfs /run && mount -t tmpfs tmpfs /home || exit 77
if [ "$where" != /sys/fs/cgroup ]; then
  mount -t tmpfs tmpfs /sys/fs/cgroup && mount -t cgroup2 cgroup2 /sys/fs/cgroup || exit 77
fi
export XDG_RUNTIME_DIR=/run/user/0 HOME=/home/tester
unset XDG_CONFIG_HOME XDG_CACHE_HOME XDG_DATA_HOME XDG_STATE_HOME DBUS_SESSION_BUS_ADDRESS NOTIFY_SOCKET
mkdir -p /run/systemd/system "$XDG_RUNTIME_DIR" "$HOME" && chmod 700 "$XDG_RUNTIME_DIR"
cd "$HOME" || exit 77
/usr/lib/systemd/systemd --user >/dev/null 2>&1 &
manager=$!
for _ in $(seq 50); do
  systemctl --user show --property=Version >/dev/null 2>&1 && break
  kill -0 $manager 2>/dev/null || break
  sleep 0.1
done
code=77
if systemctl --user show --property=Version >/dev/null 2>&1; then
  "$@"
  code=$?
fi
systemctl --user stop motiad.service >/dev/null 2>&1
kill -KILL $manager 2>/dev/null
wait 2>/dev/null
echo $$ > /sys/fs/cgroup/cgroup.procs
find "/sys/fs/cgroup/$group" -depth -type d -exec rmdir {} \; 2>/dev/null
exit $code
