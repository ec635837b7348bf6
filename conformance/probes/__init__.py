"""Active checks: each makes calls of its own, once for each operation that it applies to."""
