"""The emulator's own pages at /_emulator: what is deployed, the latest requests, what functions log.

They show and never change anything. Only what masks secrets may put a request into them.
"""
