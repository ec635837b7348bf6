"""Inputs that nobody thought of: what parses a stranger's bytes is fed bytes that coverage leads to. `make fuzz`."""
