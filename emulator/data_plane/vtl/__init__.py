"""Velocity, as API Gateway's mapping templates speak it."""
