#!/usr/bin/env bash
# Brings what the tests need besides Python: a second QR decoder, a browser, a PDF checker.
# A tool that can't be had is an error: a test is never skipped for want of one.
set -euo pipefail
need=()
command -v zbarimg >/dev/null || need+=(zbar-tools)
command -v chromium >/dev/null || need+=(chromium)
command -v qpdf >/dev/null || need+=(qpdf)
[ ${#need[@]} -eq 0 ] && exit 0
echo "installing ${need[*]}"
sudo=
[ "$(id -u)" -eq 0 ] || sudo=sudo
$sudo apt-get update -qq
$sudo apt-get install -y -qq "${need[@]}" >/dev/null
