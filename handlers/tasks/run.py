"""From an order to its result: which model does which task."""

from handlers.tasks.orders import Answer, Classify, Embed, Order, Rank, Summarize
from handlers.tasks.ports import Models
from handlers.tasks.refusals import Refusal
from handlers.tasks.results import Result
from handlers.tasks.similarity import classify, embed, rank


def run(order: Order, models: Models) -> Result | Refusal:
    match order:
        case Embed():
            return embed(order, models.embedder)
        case Classify():
            return classify(order, models.embedder)
        case Rank():
            return rank(order, models.embedder)
        case Summarize():
            return models.reader.summarize(order)
        case Answer():
            return models.reader.answer(order)
