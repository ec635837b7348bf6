#!/bin/sh
# Finds a Chromium or Chrome for the browser tests, or installs one: with apt-get where that may be used, else by
# playwright. Says what it does on standard error.
set -eu
. commands/heartbeat.sh

for name in chromium chromium-browser google-chrome google-chrome-stable chrome; do
  if command -v "$name" >/dev/null 2>&1; then
    echo "==> Browser for the tests: $(command -v "$name")" >&2
    exit 0
  fi
done
for app in "Google Chrome" Chromium; do
  if [ -x "/Applications/$app.app/Contents/MacOS/$app" ]; then
    echo "==> Browser for the tests: /Applications/$app.app" >&2
    exit 0
  fi
done

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "==> Installing a browser for the tests with apt-get, once (about a minute) …" >&2
  export DEBIAN_FRONTEND=noninteractive
  heartbeat "reading the package lists" apt-get update
  heartbeat "installing chromium" apt-get install -y --no-install-recommends chromium
else
  echo "==> Installing a browser for the tests with playwright, once (about a minute) …" >&2
  heartbeat "installing chromium" .venv/bin/python -m playwright install chromium
fi
