"""Values as short texts. Pure."""

_SUFFIXES = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))
_BEYOND_SUFFIXES = 1e15


def tick_text(value: float) -> str:
    """E.g. 0.25, 40, 1.5k, 20M."""
    size = abs(value)
    if size < _BEYOND_SUFFIXES:
        for unit, suffix in _SUFFIXES:
            if size >= unit:
                return f"{value / unit:.9g}{suffix}"
    return f"{value:.9g}"


def value_text(value: float) -> str:
    """To four digits, but all of a number below a million: 0.0123, 12.35, 12,345, 1.235M."""
    size = abs(value)
    if 1e3 <= size < 1e6:
        return f"{value:,.0f}"
    for unit, suffix in _SUFFIXES:
        if unit <= size < _BEYOND_SUFFIXES:
            return f"{value / unit:.4g}{suffix}"
    return f"{value:.4g}"
