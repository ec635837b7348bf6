"""Pact reports each run to its makers unless it is told not to: https://docs.pact.io/telemetry. No run of ours does."""

import os


def do_not_track() -> None:
    os.environ["PACT_DO_NOT_TRACK"] = "true"
