"""Access to a stage's methods: authorizers, signatures, API keys' owners and resource policies."""
