"""The one way in which a command says that it cannot go on."""


class CommandError(Exception):
    """Ends a command with a non-zero status; its text is the one sentence that the user reads."""
