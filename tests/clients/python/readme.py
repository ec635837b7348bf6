"""The package's README, and the programs that stand in it: with threads, and with asyncio."""

import re

from tests.checkout import ROOT

README = ROOT / "clients" / "python" / "README.md"
BLOCKS = re.compile(r"```python\n(.*?)```", re.DOTALL)
