#!/bin/sh
# Makes .venv from Pipfile.lock, whole or not at all: `.ready` is written last, and a set-up without it starts over.
# Says what it does on standard error, so that `make -s url` prints nothing but the URL.
set -eu
python=$1 pipenv=$2
. commands/heartbeat.sh

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  echo "Python 3.11 or newer is needed; name one, as in: make PYTHON=python3.13" >&2
  exit 1
}
echo "==> Setting up .venv from Pipfile.lock, once (about a minute) …" >&2
rm -rf .venv
"$python" -m venv .venv
heartbeat "installing pipenv" .venv/bin/python -m pip install --quiet --disable-pip-version-check "pipenv==$pipenv"
VIRTUAL_ENV=$PWD/.venv PIPENV_IGNORE_VIRTUALENVS=0 PIPENV_VERBOSITY=-1 PIPENV_NOSPIN=1 \
  heartbeat "installing Python packages" .venv/bin/pipenv sync --categories "packages layer dev-packages"
touch .venv/bin/.ready
