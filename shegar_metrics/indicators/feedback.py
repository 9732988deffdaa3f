"""Messages of citizens: how many came, and how many were answered on time."""

from __future__ import annotations

from collections.abc import Callable

from .counts import declare_count
from .facts import Facts
from .measured import Measured, ratio
from .registry import Indicator
from .standing import Standing
from .units import ANSWERS, DAYS, MESSAGES, PERCENT, SURVEYS, VOTES


def _channels_with(column: str) -> Callable[[Facts], tuple[str, ...]]:
    """Return a function that lists the channels with a number in a column."""
    return lambda facts: facts.codes("feedback", "channel", (column,))


@Indicator(
    title="Поступило сообщений",
    title_en="Messages received",
    unit=MESSAGES,
    formula="Число сообщений и обращений за год по источнику",
    inputs=("feedback.received",),
    basis="Сообщения, которые платформа передала администрации",
    standing=Standing.DEFINITION,
    members=_channels_with("received"),
    over="feedback.channel",
    order=610,
    additive=True,
)
def messages(facts: Facts, channel: str) -> Measured:
    """Messages received through one channel in the period."""
    return facts.flow("feedback", "received", channel=channel)


@Indicator(
    title="Ответы в срок",
    title_en="Answers on time",
    unit=PERCENT,
    formula="Сообщения, на которые ответили в срок ÷ поступившие сообщения × 100",
    inputs=("feedback.answered_on_time", "feedback.received"),
    basis="Федеральный закон от 02.05.2006 № 59-ФЗ: 30 дней; ускоренный порядок ПОС — 10 дней. "
    "Без сообщений доли нет",
    standing=Standing.LAW,
    members=_channels_with("answered_on_time"),
    over="feedback.channel",
    digits=1,
    order=620,
    key=True,
    monthly=True,
    drawn=True,
    comparable=True,
)
def answered_on_time(facts: Facts, channel: str) -> Measured:
    """Share of the messages of one channel that were answered on time, per cent."""
    columns = ("answered_on_time", "received")
    on_time, received = facts.flows("feedback", columns, channel=channel)
    return ratio(on_time, received, scale=100)


@Indicator(
    title="Дней до ответа",
    title_en="Days to answer",
    unit=DAYS,
    formula="Сумма (дней до ответа × отвечено) ÷ число отвеченных сообщений",
    inputs=("feedback.days_to_answer", "feedback.answered"),
    basis="Среднее, взвешенное по числу ответов",
    standing=Standing.STATISTICS,
    members=_channels_with("days_to_answer"),
    over="feedback.channel",
    digits=1,
    order=630,
    monthly=True,
    comparable=True,
)
def days_to_answer(facts: Facts, channel: str) -> Measured:
    """Mean days until a message of one channel was answered, weighted by the answers."""
    return ratio(*facts.mean("feedback", "days_to_answer", channel=channel))


COUNTS = (
    ("answered", "Отвечено на сообщения", "Messages answered", ANSWERS),
    ("surveys", "Проведено опросов", "Surveys held", SURVEYS),
    ("votes", "Подано голосов", "Votes cast", VOTES),
)
"""What else is counted of a channel, by the column of ``feedback``."""

for order, count in enumerate(COUNTS, start=640):
    declare_count(
        *count,
        over="feedback.channel",
        formula="Сумма за год по источнику",
        basis="Счёт платформы или канала",
        order=order,
    )
