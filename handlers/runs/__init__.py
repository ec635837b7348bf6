"""Runs: work that goes on after its request was answered, and how it moves. No HTTP and no AWS enters here."""
