"""What is declared on AWS, as CDKTF constructs. Nothing in here calls AWS, or knows a path or a schema of the contract.

Importing this package prepares a fast start of CDKTF, as that must come before anything imports CDKTF.
"""

from infrastructure import fast_start

fast_start.prepare()
