"""What an import has to say about a document, in the words of AWS."""

from dataclasses import dataclass, field

from emulator.control_plane.refusal import Refusal, bad_request


@dataclass(slots=True)
class Findings:
    """Gathered along the way, so that one import tells everything that is wrong."""

    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def refusal(self, fail_on_warnings: bool) -> Refusal | None:
        if self.errors:
            message = _listed("Errors found during import:", self.errors)
            if self.warnings:
                message += "\n" + _listed("Additionally, these warnings were found:", self.warnings)
            return bad_request(message)
        if fail_on_warnings and self.warnings:
            return bad_request(_listed("Warnings found during import:", self.warnings))
        return None


def _listed(title: str, lines: list[str]) -> str:
    return "\n\t".join([title, *lines])
