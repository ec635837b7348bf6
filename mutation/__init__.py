"""Mutation testing of the contract: faults are seeded, and the contract suite has to find them."""
