#!/usr/bin/env bash
# Checks the service's files with systemd's own tools: no running systemd is needed.
# usage: packaging/verify.sh BINARY
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "${1:?usage: packaging/verify.sh BINARY}")

if ! command -v systemd-analyze >/dev/null; then
    if ! command -v apt-get >/dev/null; then
        printf '\n!!!! SKIPPED: the service files are NOT checked: no systemd-analyze, and no apt-get to get it\n\n' >&2
        exit 0
    fi
    apt-get update -qq && apt-get install -y -qq systemd >/dev/null
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The binary is not installed here, so a copy of the unit names the one that was built.
sed "s#/usr/bin/dateline#$binary#" "$here/dateline.service" >"$folder/dateline.service"
if [ "$(grep -c "=$binary " "$folder/dateline.service")" != 1 ]; then
    echo "dateline.service does not start /usr/bin/dateline" >&2
    exit 1
fi

# Its exit code would not count for RestartPreventExitStatus: a broken configuration would be tried for ever.
if grep -q '^ExecStartPre' "$folder/dateline.service"; then
    echo "dateline.service has an ExecStartPre" >&2
    exit 1
fi

# Unknown keys and bad values are only "ignored" with a word on standard error: every word is a failure.
said=$(systemd-analyze verify "$folder/dateline.service" 2>&1) || { printf '%s\n' "$said" >&2; exit 1; }
if [ -n "$said" ]; then
    printf 'systemd-analyze verify is not silent:\n%s\n' "$said" >&2
    exit 1
fi

# 15 is an exposure of 1.5 out of 10.
if ! said=$(systemd-analyze security --offline=yes --threshold=15 "$folder/dateline.service" 2>&1); then
    printf '%s\n' "$said" >&2
    exit 1
fi
printf '%s\n' "$said" | grep 'Overall exposure'

# What the daemon asks of a configuration: the least that there is passes, a broken one ends it with 78.
printf '[net]\ncontact = "packaging@example.org"\n' >"$folder/dateline.toml"
"$binary" --config "$folder/dateline.toml" check-config 2>/dev/null
printf 'contact = 3\n' >"$folder/broken.toml"
code=0
(cd "$folder" && "$binary" --config broken.toml run 2>/dev/null) || code=$?
if [ "$code" != 78 ]; then
    echo "dateline run ends with $code, not 78, when its configuration is broken" >&2
    exit 1
fi
printf 'dateline.service: ok\n'

root="$folder/root"
mkdir -p "$root"/etc "$root"/usr/lib/sysusers.d "$root"/usr/lib/tmpfiles.d
if command -v systemd-sysusers >/dev/null; then
    cp "$here/dateline.sysusers" "$root/usr/lib/sysusers.d/dateline.conf"
    systemd-sysusers --root="$root" dateline.conf
    grep -q '^dateline:' "$root/etc/passwd" && grep -q '^dateline:' "$root/etc/group"
    printf 'dateline.sysusers: ok\n'
fi
if command -v systemd-tmpfiles >/dev/null; then
    cp "$here/dateline.tmpfiles" "$root/usr/lib/tmpfiles.d/dateline.conf"
    if [ "$(id -u)" = 0 ]; then
        systemd-tmpfiles --root="$root" --create dateline.conf
        [ "$(stat -c %a "$root/var/lib/dateline")" = 750 ]
        printf 'dateline.tmpfiles: ok\n'
    fi
fi
