"""Contracts by example, of client teams that want one: what each sends and what it reads of the answers.

The contract says what every client may rely on; these say what one client does rely on. Such a team copies
`support_desk`: a client, the interactions that its tests play through, and the pact file that comes of them.
"""
