"""Passages found by meaning and by words: the port of an index, its ranking, and answers with citations."""
