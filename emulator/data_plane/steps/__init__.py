"""The steps that a routed call passes, one module each; `pipeline` says in which order."""
