"""Passive checks: each looks at every answer of a run."""
