"""What names one edition of a contract: a digest of it as it was written, whatever a stage fills in."""

import json
from hashlib import sha256

from contract.document import Document


def digest(document: Document) -> str:
    """The SHA-256, in hexadecimal, of its JSON: in UTF-8, names sorted, no blanks. Comments have no part in it."""
    text = json.dumps(document.root, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
