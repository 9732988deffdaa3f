"""Messages of citizens: how many came, and how many were answered on time."""

from __future__ import annotations

from .facts import Facts
from .measured import Measured, ratio
from .registry import Indicator, Standing


def channels(facts: Facts) -> tuple[str, ...]:
    """List the channels whose messages are counted, for some days of the period at least."""
    return facts.codes("feedback", "channel", "received")


def answering(facts: Facts) -> tuple[str, ...]:
    """List the channels that tell which answers were on time."""
    return facts.codes("feedback", "channel", "answered_on_time")


@Indicator(
    title="Поступило сообщений",
    title_en="Messages received",
    unit="messages",
    formula="Число сообщений и обращений за год по источнику",
    inputs=("feedback.received",),
    basis="Сообщения, которые платформа передала администрации",
    standing=Standing.DEFINITION,
    members=channels,
    over="feedback.channel",
)
def messages(facts: Facts, channel: str) -> Measured:
    """Messages received through one channel in the period."""
    return facts.flow("feedback", "received", channel=channel)


@Indicator(
    title="Ответы в срок",
    title_en="Answers on time",
    unit="%",
    formula="Сообщения, на которые ответили в срок ÷ поступившие сообщения × 100",
    inputs=("feedback.answered_on_time", "feedback.received"),
    basis="Федеральный закон от 02.05.2006 № 59-ФЗ: 30 дней; ускоренный порядок ПОС — 10 дней. "
    "Без сообщений доли нет",
    standing=Standing.LAW,
    members=answering,
    over="feedback.channel",
    digits=2,
)
def answered_on_time(facts: Facts, channel: str) -> Measured:
    """Share of the messages of one channel that were answered on time, per cent."""
    on_time = facts.flow("feedback", "answered_on_time", channel=channel)
    return ratio(on_time, messages(facts, channel), scale=100)
