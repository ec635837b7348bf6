#!/bin/sh
# Makes .venv-audit from audit/Pipfile.lock, whole or not at all, as setup_python.sh makes .venv, with pipenv from there.
set -eu
. commands/heartbeat.sh

echo "==> Setting up .venv-audit from audit/Pipfile.lock, once …" >&2
rm -rf .venv-audit
.venv/bin/python -m venv .venv-audit
VIRTUAL_ENV=$PWD/.venv-audit PIPENV_PIPFILE=$PWD/audit/Pipfile \
  PIPENV_IGNORE_VIRTUALENVS=0 PIPENV_VERBOSITY=-1 PIPENV_NOSPIN=1 \
  heartbeat "installing checkov" .venv/bin/pipenv sync
touch .venv-audit/.ready
