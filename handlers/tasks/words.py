"""The words of a question and of a sentence, as far as English word forms can be told without a dictionary."""

import re

WORD = re.compile(r"\w+")

# Words that a question has for its grammar and not for what it is about.
_FUNCTION_WORDS = (
    "a an and any are as at be been being but by can could did do does for from get had has have he her here hers him"
    " his how i if in is it its just kind many may me might much must my no not of off often old on one or our out"
    " shall she should so some such than that the their them then there these they this those to up us was we were"
    " what when where which who whom whose why will with would you your am long far s"
)
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
SUFFIXES = ("ations", "ation", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "s", "ly", "e", "y")
SHORTEST_STEM = 3

PRONOUN = re.compile(r"\b(?:it|its|she|her|he|him|his|they|them|their|this|these|those)\b")
ASKS_FOR_MEASURE = re.compile(
    r"\b(?:when|(?:what|which) (?:day|time|year)|how (?:many|much|long|old|far|often|tall))\b"
)
MEASURE = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand"
    r"|million|once|twice|every|daily|weekly|monthly|yearly|free|today|tomorrow|yesterday|morning|noon|evening|night"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october"
    r"|november|december|(?:minute|hour|day|week|month|year)s?)\b"
)


def content_words(text: str) -> list[str]:
    """What a text is about, each word once and in order; all of its words when it has no other."""
    words = list(dict.fromkeys(WORD.findall(text.lower())))
    return [word for word in words if word not in FUNCTION_WORDS] or words


def stem(word: str) -> str:
    """Forms of one word have one stem, as a rule: repair, repairs, repaired."""
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= SHORTEST_STEM:
            return word.removesuffix(suffix)
    return word


def lacks_measure(question: str, sentence: str) -> bool:
    """Whether the question asks for a number or a time and the sentence names none."""
    return bool(ASKS_FOR_MEASURE.search(question.lower())) and not MEASURE.search(sentence.lower())


def refers_back(sentence: str) -> bool:
    return bool(PRONOUN.search(sentence.lower()))
