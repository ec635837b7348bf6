"""What a stage's teams used in a month: from the ledger and the access log, each checked against the other.

Nothing imports this plane. It reads a stage and changes nothing in it.
"""
