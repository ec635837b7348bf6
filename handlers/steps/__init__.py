"""The functions that state machines call, a module each, with `handle(event, context)`. All may be repeated."""
