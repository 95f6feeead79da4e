#!/usr/bin/env bash
# Brings what the tests need besides Python: a second QR decoder, a browser, a PDF checker, a web
# server.
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
$sudo apt-get install -y -qq "${need[@]}" >/dev/null
# The tests start an nginx of their own; the one that the package starts is not wanted.
if [[ " ${need[*]} " == *" nginx-light "* ]] && command -v systemctl >/dev/null; then
	$sudo systemctl disable --quiet --now nginx || true
fi
