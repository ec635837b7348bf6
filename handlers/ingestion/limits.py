"""How much of a document is read. What is over a limit is refused with a sentence, never cut off in silence."""

MOST_SOURCE_BYTES = 50 << 20  # as the contract has it for an upload
MOST_CHARACTERS = 5_000_000  # code points of the extracted text
MOST_PASSAGES = 20_000
