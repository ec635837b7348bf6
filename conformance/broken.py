"""What the suite reports: a promise of the contract that was not kept."""

from schemathesis.core.failures import Failure, Severity


class PromiseBroken(Failure):
    """`title` names the promise; `case_id` is the request that shows it, `before` those that it takes to get there."""

    __slots__ = ("before",)

    def __init__(
        self, *, operation: str, title: str, message: str, case_id: str | None = None, before: tuple[str, ...] = ()
    ) -> None:
        super().__init__(operation=operation, title=title, message=message, case_id=case_id, severity=Severity.HIGH)
        self.before = before

    @property
    def _unique_key(self) -> str:
        return self.title

    def related_case_ids(self) -> tuple[str, ...]:
        return self.before
