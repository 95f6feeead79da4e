#!/usr/bin/env bash
# Brings what the tests need besides Python: a second QR decoder, a browser, a PDF checker, web
# servers, and what publishing goes through.
# A tool that can't be had is an error: a test is never skipped for want of one.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
[ -x "$python" ] || python=python3

need=()     # packages of apt
programs=() # the same as people know them
if ! command -v zbarimg >/dev/null; then
  need+=(zbar-tools)
  programs+=("zbarimg (of ZBar)")
fi
if ! "$python" tests/browsers.py >/dev/null; then
  need+=(chromium)
  programs+=("Chromium or Chrome")
fi
if ! command -v qpdf >/dev/null; then
  need+=(qpdf)
  programs+=("qpdf")
fi
if ! command -v nginx >/dev/null && [ ! -x /usr/sbin/nginx ]; then
  need+=(nginx-light)
  programs+=("nginx")
fi
for pair in caddy:caddy apache2:apache2-bin sshd:openssh-server rsync:rsync git:git ps:procps; do
  name=${pair%%:*}
  if ! command -v "$name" >/dev/null && [ ! -x "/usr/sbin/$name" ]; then
    need+=("${pair#*:}")
    programs+=("$name")
  fi
done
[ ${#need[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "The tests need these programs. There is no apt here, so please install them yourself:" >&2
  printf '  %s\n' "${programs[@]}" >&2
  exit 1
fi
echo "installing ${need[*]}"
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
$sudo apt-get update -qq
# A run level of 1: what packages start by themselves is not wanted.
$sudo env RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
# The tests start servers of their own; those that packages start are not wanted.
for pair in nginx-light:nginx caddy:caddy openssh-server:ssh; do
  if [[ " ${need[*]} " == *" ${pair%%:*} "* ]] && command -v systemctl >/dev/null; then
    $sudo systemctl disable --quiet --now "${pair#*:}" || true
  fi
done
