"""Questions about the example texts, written by hand before anything was measured, and where the answer stands.

An answer's place is told by words of the text, so that no way to split it is favoured; a passage is right if it holds
all of them. Some answers stand in two places. Every second question is for choosing numbers, the others only for
measuring: see `CHOOSING` and `HELD_OUT`.
"""

from dataclasses import dataclass
from typing import TypeVar

Asked = TypeVar("Asked")

CONSTITUTION = "constitution"
DECLARATION = "declaration"


@dataclass(frozen=True, slots=True)
class Question:
    """`answers` are words of the text in one line, whatever its line breaks; each alone is an answer."""

    text: str
    document: str
    answers: tuple[str, ...]


def _c(text: str, *answers: str) -> Question:
    return Question(text, CONSTITUTION, answers)


def _d(text: str, *answers: str) -> Question:
    return Question(text, DECLARATION, answers)


# Asked, on the whole, in the text's own words.
SAME_WORDS = (
    _c("How often are members of the House of Representatives chosen?", "chosen every second Year by the People"),
    _c("Who has the sole power of impeachment?", "shall have the sole Power of Impeachment"),
    _c("Who presides when the President of the United States is tried?", "the Chief Justice shall preside"),
    _c("What is a quorum of each House to do business?", "a Majority of each shall constitute a Quorum to do Business"),
    _c("Where shall bills for raising revenue originate?", "originate in the House of Representatives"),
    _c(
        "How many days does the President have to return a bill?",
        "not be returned by the President within ten Days (Sundays excepted)",
    ),
    _c("Who has the power to coin money?", "To coin Money, regulate the Value thereof"),
    _c("Who may establish post offices and post roads?", "To establish Post Offices and post Roads"),
    _c(
        "When may the writ of habeas corpus be suspended?",
        "unless when in Cases of Rebellion or Invasion the public Safety may require it",
    ),
    _c("May the United States grant a title of nobility?", "No Title of Nobility shall be granted"),
    _c(
        "Which oath does the President take before he enters on the execution of his office?",
        "I will faithfully execute the Office of President of the United States",
    ),
    _c("Who is commander in chief of the army and navy?", "The President shall be Commander in Chief"),
    _c(
        "How many senators must concur to make a treaty?",
        "to make Treaties, provided two thirds of the Senators present concur",
    ),
    _c("How long do judges hold their offices?", "shall hold their Offices during good Behaviour"),
    _c("What does treason against the United States consist in?", "shall consist only in levying War against them"),
    _c(
        "How many witnesses are needed to convict a person of treason?",
        "the Testimony of two Witnesses to the same overt Act",
    ),
    _c("Who may admit new states into the Union?", "New States may be admitted by the Congress into this Union"),
    _c(
        "What is the supreme law of the land?",
        "all Treaties made, or which shall be made, under the Authority of the United States, shall be the supreme"
        " Law of the Land",
    ),
    _c(
        "How many states had to ratify the Constitution for it to be established?",
        "The Ratification of the Conventions of nine States",
    ),
    _c("When may a soldier be quartered in a house?", "without the consent of the Owner"),
    _c("What do warrants have to describe?", "particularly describing the place to be searched"),
    _c(
        "In which suits is the right of trial by jury preserved?",
        "where the value in controversy shall exceed twenty dollars",
    ),
    _c("What happens to powers not delegated to the United States?", "are reserved to the States respectively"),
    _c(
        "At what time do the terms of the President and Vice President end?",
        "shall end at noon on the 20th day of January",
    ),
    _c("Which article of amendment was repealed?", "The eighteenth article of amendment to the Constitution"),
    _c(
        "How is a vacancy in the office of the Vice President filled?",
        "shall nominate a Vice President who shall take office upon confirmation",
    ),
    _d("What are the unalienable rights of men?", "Life, Liberty, and the pursuit of Happiness"),
    _d(
        "From what do governments derive their just powers?",
        "deriving their just powers from the consent of the governed",
    ),
    _d("What did the King impose on us without our consent?", "For imposing Taxes on us without our Consent"),
    _d(
        "What do the representatives mutually pledge to each other?",
        "our Lives, our Fortunes, and our sacred Honor",
    ),
)
# Asked in words that, on the whole, the answering place does not have.
OTHER_WORDS = (
    _c("How old do you have to be to sit in the Senate?", "attained to the Age of thirty Years"),
    _c("Who breaks a tie among the senators?", "shall have no Vote, unless they be equally divided"),
    _c(
        "Can a lawmaker be sued for what he says in a parliamentary speech?",
        "they shall not be questioned in any other Place",
    ),
    _c("Are authors' copyrights and patents protected?", "the exclusive Right to their respective Writings"),
    _c("How large may the capital be?", "not exceeding ten Miles square"),
    _c("Who is allowed to start a military conflict with another nation?", "To declare War"),
    _c("Could someone born abroad to foreign parents become head of state?", "No Person except a natural born Citizen"),
    _c("What salary does the nation's leader get?", "a Compensation, which shall neither be encreased nor diminished"),
    _c("For which misdeeds can the President be thrown out?", "Treason, Bribery, or other high Crimes"),
    _c("Who can forgive convicted criminals?", "Power to Grant Reprieves and Pardons"),
    _c(
        "What happens to a fugitive who runs away to a neighbouring state?",
        "be delivered up, to be removed to the State having Jurisdiction of the Crime",
    ),
    _c("How can this document be changed?", "shall propose Amendments to this Constitution"),
    _c("Do civil servants need to be Christians?", "no religious Test shall ever be required"),
    _c(
        "Are newspapers free to print what they like?",
        "abridging the freedom of speech, or of the press",
    ),
    _c("Can people own guns?", "the right of the people to keep and bear Arms"),
    _c(
        "May the police break into my home and rummage through my belongings?",
        "against unreasonable searches and seizures",
    ),
    _c(
        "Can the state seize my land to build a motorway without paying me?",
        "shall private property be taken for public use, without just compensation",
    ),
    _c("Do I have a right to a lawyer?", "to have the Assistance of Counsel for his defence"),
    _c("Is torture allowed as a penalty?", "nor cruel and unusual punishments inflicted"),
    _c("Was keeping people as property abolished?", "Neither slavery nor involuntary servitude"),
    _c("Could black men vote after the Civil War?", "on account of race, color, or previous condition of servitude"),
    _c("When did women gain suffrage?", "Passed by Congress June 4, 1919", "or by any State on account of sex"),
    _c("Was selling alcohol once forbidden?", "sale, or transportation of intoxicating liquors within"),
    _c(
        "May the government take a share of what people earn?",
        "power to lay and collect taxes on incomes",
    ),
    _c(
        "How many times can somebody win the presidency?",
        "No person shall be elected to the office of the President more than twice",
    ),
    _c("What is the minimum voting age?", "who are eighteen years of age or older"),
    _c(
        "What if the President falls gravely ill and cannot work?",
        "that he is unable to discharge the powers and duties of his office",
        "that the President is unable to discharge the powers and duties of his office",
        "Inability to discharge the Powers and Duties of the said Office",
    ),
    _d("Who came to fight the colonists for pay?", "transporting large Armies of foreign Mercenaries"),
    _d("Which monarch is accused?", "The history of the present King of Great Britain"),
    _d(
        "May subjects overthrow rulers who oppress them?",
        "it is the Right of the People to alter or to abolish it",
        "it is their duty, to throw off such Government",
    ),
)
QUESTIONS = tuple(question for pair in zip(SAME_WORDS, OTHER_WORDS, strict=True) for question in pair)

# The first ten are about such things as the texts are about, the others about none of them.
UNANSWERED = (
    "How many justices sit on the supreme court?",
    "Which political parties are there?",
    "Who designed the flag?",
    "What is the national anthem?",
    "How is the Federal Reserve run?",
    "Is abortion a right?",
    "In which city do the deputies meet?",
    "What is the official language?",
    "Who pays for public schools?",
    "Is there a minimum wage?",
    "How long does it take to bake bread?",
    "Who painted the Mona Lisa?",
    "What is the boiling point of water?",
    "How do I reset my password?",
    "Which team won the football cup?",
    "How tall is the Eiffel Tower?",
    "What does a ticket to the museum cost?",
    "How do plants turn light into sugar?",
    "When does the next train to London leave?",
    "Which vitamins are in an orange?",
)


def _halves(all_of_them: tuple[Asked, ...]) -> tuple[tuple[Asked, ...], tuple[Asked, ...]]:
    """Neighbouring pairs in turn, so that both halves have as many questions of either kind."""
    first = tuple(one for place, one in enumerate(all_of_them) if place // 2 % 2 == 0)
    return first, tuple(one for place, one in enumerate(all_of_them) if place // 2 % 2 == 1)


CHOOSING, HELD_OUT = _halves(QUESTIONS)
UNANSWERED_CHOOSING, UNANSWERED_HELD_OUT = _halves(UNANSWERED)
