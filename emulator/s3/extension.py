"""Puts what this package has into moto's classes: moto has no setting for any of it."""

from functools import cache

from emulator.s3.bucket_policies import heed_conditions
from emulator.s3.listings import look_at_the_prefix
from emulator.s3.object_reads import close_with_the_last_reader


@cache
def extend_s3() -> None:
    heed_conditions()
    close_with_the_last_reader()
    look_at_the_prefix()
