"""The contract suite: what Schemathesis does for any API, and what is checked of this one beyond that."""
