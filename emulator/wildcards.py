"""Patterns of IAM policies: `*` stands for any characters, `?` for one."""


def is_match(pattern: str, text: str) -> bool:
    """In time proportional to the product of both lengths, however many stars there are."""
    at_pattern = at_text = 0
    star, resumes = -1, 0
    while at_text < len(text):
        wanted = pattern[at_pattern] if at_pattern < len(pattern) else ""
        if wanted == "*":
            star, resumes = at_pattern, at_text
            at_pattern += 1
        elif wanted in ("?", text[at_text]):
            at_pattern += 1
            at_text += 1
        elif star >= 0:
            # The last star takes one character more; stars before it need not be asked again.
            resumes += 1
            at_pattern, at_text = star + 1, resumes
        else:
            return False
    return not pattern[at_pattern:].strip("*")


def is_arn_match(pattern: str, arn: str) -> bool:
    """As ArnLike compares: each of the six parts for itself, so that no star spans a colon before the resource."""
    wanted, given = pattern.split(":", 5), arn.split(":", 5)
    return len(wanted) == len(given) and all(map(is_match, wanted, given))
