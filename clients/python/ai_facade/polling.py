"""When a run is looked at again. Pure."""

FIRST_SECONDS = 0.25
GROWTH = 1.5
LONGEST_SECONDS = 10.0


def next_look(looks: int, waited: float, asked: float | None, limit: float) -> float | None:
    """Seconds until the next look, never past the limit; None once it is reached.

    `looks` counts those that there were, one at least, and `asked` is what the last answer's Retry-After says.
    """
    if waited >= limit:
        return None
    # The exponent is bounded, for a float is.
    own = min(LONGEST_SECONDS, FIRST_SECONDS * GROWTH ** min(looks - 1, 50))
    return min(max(own, asked or 0.0), limit - waited)
