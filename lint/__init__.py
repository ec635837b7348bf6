"""The house's ruleset for its contract: Redocly's rules and our own, beside those of API Gateway's import.

`redocly.yaml` says which rules there are and how to mend what breaks them, `house.mjs` has our own.
"""
