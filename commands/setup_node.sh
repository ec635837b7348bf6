#!/bin/sh
# Makes node_modules from package-lock.json, with the Node.js that Pipfile.lock pins. No package's own script is run.
set -eu
. commands/heartbeat.sh

echo "==> Setting up node_modules from package-lock.json, once (about half a minute) …" >&2
heartbeat "installing cdktf-cli" .venv/bin/python -m commands.npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
touch node_modules/.ready
