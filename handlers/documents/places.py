"""Keys of the objects of documents and runs. The prefix comes first, so that a rule of expiry can name it."""


def upload(tenant: str, upload_id: str) -> str:
    return f"uploads/{tenant}/{upload_id}"


def document(tenant: str, document_id: str) -> str:
    """The prefix of all that is stored of a document."""
    return f"documents/{tenant}/{document_id}/"


def source(tenant: str, document_id: str) -> str:
    """The bytes as they were sent."""
    return document(tenant, document_id) + "source"


def text(tenant: str, document_id: str) -> str:
    """The extracted text, in UTF-8."""
    return document(tenant, document_id) + "text"


def work(tenant: str, run_id: str) -> str:
    """The prefix of all that the steps of a run leave for each other."""
    return f"work/{tenant}/{run_id}/"


def passages(tenant: str, run_id: str, part: int) -> str:
    return work(tenant, run_id) + f"passages/{part:05}.json"


def facts(tenant: str, run_id: str) -> str:
    return work(tenant, run_id) + "facts.json"


def vectors(tenant: str, run_id: str, part: int) -> str:
    return work(tenant, run_id) + f"vectors/{part:05}"


def results(tenant: str, run_id: str) -> str:
    """The results of a batch, JSON Lines."""
    return f"results/{tenant}/{run_id}.jsonl"
