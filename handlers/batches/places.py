"""Keys of the objects that a batch's steps leave for each other. All go with the run's other work."""

from handlers.documents.places import work


def tasks(tenant: str, run_id: str, part: int) -> str:
    return work(tenant, run_id) + f"tasks/{part:05}.json"


def part_results(tenant: str, run_id: str, part: int) -> str:
    return work(tenant, run_id) + f"results/{part:05}.jsonl"
