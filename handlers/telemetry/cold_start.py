"""Whether a process has done anything before."""

import os
from itertools import count

_begun = count()


def is_cold_start() -> bool:
    """True of the first invocation alone; of none where Lambda starts processes ahead of them."""
    is_first = next(_begun) == 0
    return is_first and os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE") != "provisioned-concurrency"
