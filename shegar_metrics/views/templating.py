"""The wording engine: prose in Jinja templates that a reader of Russian can change.

A template names measured values by the ids of the indicators and writes them with the
filters below, which bring number, word form and no-break spaces together. It cannot leave
a hole: a value that is missing, a name that is unknown, and a value without a filter are
refused with the file and the line of the template.

For the page each value leads to its row in «Откуда число»; all other forms are plain.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache, wraps
from pathlib import Path
from typing import Any, Self

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateSyntaxError,
    UndefinedError,
)

from ..indicators import Measured, Result
from ..period import Period
from ..problems import TemplateRefusal
from . import wording as w
from .bundle import plain
from .tables import place_of
from .vocabulary import Check

# A line goes on in the next one, unless that begins a heading, a division or a point of a list.
LINE_END = re.compile(r"(?<=\S)\n *(?![\s#<-]|\d+[.)] )")

TEMPLATES = Path(__file__).parent / "templates"

Value = Result | Measured
Number = Value | Fraction | int


SLIPS_OF_JINJA = {
    r"No filter named '(.+)'": "нет фильтра «{}»",
    r"No test named '(.+)'": "нет проверки «{}»",
    r"innermost block that needs to be closed is '(.+)'": "не закрыто {{% {} %}}",
}
"""What Jinja says of a slip, and how it is told."""

SLIPS: dict[str, Callable[[str], bool]] = {
    "открывающих <div> не столько, сколько закрывающих </div>": lambda text: (
        len(re.findall(r"(?<!\\)<div", text)) != len(re.findall(r"(?<!\\)</div>", text))
    ),
    "осталась одиночная скобка: значения печатаются в двойных, {{ … }}": lambda text: bool(
        re.search(r"(?<!\\)[{}]", text)
    ),
}
"""What shows only in the text of a filled block; braces from the data are escaped in it."""


class Hole(Exception):
    """Something in a template cannot be printed; its text says what, in Russian."""


class Unknown(StrictUndefined):
    """A name that there is not."""

    @property
    def _undefined_message(self) -> str:
        return f"нет такого имени: «{self._undefined_name}»"


class Linked(str):
    """A text some of whose parts lead to places in the page.

    Whatever a template does to it but print it makes it a mere text, which reads the same.

    Parameters
    ----------
    text
        The text.
    markdown
        The same with its links, escaped.
    """

    markdown: str

    def __new__(cls, text: str, markdown: str) -> Self:
        """Keep the text with links beside the text."""
        linked = super().__new__(cls, text)
        linked.markdown = markdown
        return linked


def render(template: str, block: str, names: Mapping[str, Any], linked: bool = False) -> str:
    """Fill one block of a template.

    Parameters
    ----------
    template
        File name of the template.
    block
        Name of its block.
    names
        What the template may name.
    linked
        Whether the values lead to their rows in «Откуда число».

    Returns
    -------
    str
        Markdown; whatever came from the data is escaped in it.

    Raises
    ------
    TemplateRefusal
        If the template is wrong, or prints what is not there: with its file and line.
    """
    try:
        loaded = _environment(linked).get_template(template)
        text = unwrapped(_block(loaded, block, names)).strip()
    except TemplateSyntaxError as error:
        checks = "не разобрать: проверьте скобки {{ }}, {% %} и кавычки"
        told = _told(error.message or "") or f"{checks} ({(error.message or '').rstrip('.')})"
        raise TemplateRefusal(template, error.lineno, told) from error
    except UnicodeDecodeError as error:
        raise TemplateRefusal(template, None, "файл не в кодировке UTF-8") from error
    except (Hole, UndefinedError) as error:
        raise TemplateRefusal(template, _line(error, template), str(error)) from error
    except Exception as error:  # a filter got what it was not made for
        told = (
            _told(str(error)) or f"фильтру дано не то, что нужно ({error or type(error).__name__})"
        )
        raise TemplateRefusal(template, _line(error, template), told) from error
    for wrong, found in SLIPS.items():
        if found(text):
            raise TemplateRefusal(template, None, f"в блоке «{block}» {wrong}")
    return text


def _told(message: str) -> str | None:
    """Put a slip that Jinja finds in Russian words, if it is one of the usual."""
    for pattern, words in SLIPS_OF_JINJA.items():
        found = re.search(pattern, message)
        if found:
            return words.format(*found.groups())
    return None


def unwrapped(text: str) -> str:
    """Make each paragraph one line; in a division (requisites) every line is its own."""
    divisions = re.split(r"(<div.*?</div>)", text, flags=re.DOTALL)
    divisions[::2] = [LINE_END.sub(" ", part) for part in divisions[::2]]
    return "".join(divisions)


def _block(template: Template, block: str, names: Mapping[str, Any]) -> str:
    if block not in template.blocks:
        raise Hole(f"нет блока «{block}»")
    try:
        return "".join(template.blocks[block](template.new_context(dict(names))))
    except Exception:
        template.environment.handle_exception()  # puts the template's own lines in the traceback


def _line(error: Exception, template: str) -> int | None:
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename) == TEMPLATES / template
    ]
    return lines[-1] if lines else None


@cache
def _environment(linked: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=Unknown,
        finalize=_linked if linked else _printed,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # this is Markdown, which `_printed` escapes
    )
    environment.filters |= FILTERS
    environment.tests |= TESTS
    return environment


def _printed(value: object) -> str:
    """Escape whatever a template prints; refuse what has no form to be printed in."""
    if value is None:
        raise Hole("печатается значение, которого нет; на месте пропуска нужен фильтр blank")
    if isinstance(value, Value):
        raise Hole(f"{_named(value)} печатается без фильтра: нужен, например, | number")
    if not isinstance(value, str | int | StrictUndefined):
        raise Hole("печатается перечень, а не одно значение: его нужно перебрать, {% for … %}")
    return plain(str(value))


def _linked(value: object) -> str:
    return value.markdown if isinstance(value, Linked) else _printed(value)


def _leading(filter_: Callable[..., str]) -> Callable[..., str]:
    """Let what a filter writes of an indicator lead to where its number comes from."""

    @wraps(filter_)
    def leading(value: Number, *arguments: Any, **named: Any) -> str:
        text = filter_(value, *arguments, **named)
        if not isinstance(value, Result):
            return text
        return Linked(text, f"[{plain(text)}](#{place_of(value.id)})")

    return leading


def _named(value: Value) -> str:
    return f"«{value.id}»" if isinstance(value, Result) else "значение"


def _measured(value: Value) -> Measured:
    if not isinstance(value, Value):
        raise Hole(f"ожидается показатель, а не «{value}»")  # an unknown name says that it is one
    return value.measured if isinstance(value, Result) else value


def _number(value: Number) -> tuple[Fraction, int]:
    """Return a number with the decimals it is printed with."""
    if isinstance(value, int | Fraction):
        return Fraction(value), 0
    measured = _measured(value)
    if measured.value is None:
        raise Hole(
            f"печатается {_named(value)}, а числа нет ({measured.reason}); дайте фразе другой вид: "
            "{% if … is known %} … {% else %} … {% endif %}"
        )
    return measured.value, value.indicator.digits if isinstance(value, Result) else 0


def number(value: Number) -> str:
    """``{{ visits | number }}`` — «37 743»."""
    return w.number(*_number(value))


def counted(value: Number, one: str, few: str, many: str, zero: str = "") -> str:
    """``{{ visits | counted("раз", "раза", "раз") }}`` — «37 743 раза»; at 0 says *zero*."""
    amount, digits = _number(value)
    return zero if zero and amount == 0 else w.with_form(amount, (one, few, many), digits)


def form(value: Number, one: str, few: str, many: str) -> str:
    """``{{ visits | form("раз", "раза", "раз") }}`` — «раза»: the word alone."""
    amount, digits = _number(value)
    return w.form(amount, (one, few, many), digits)


def genitive(value: Number, one: str, many: str) -> str:
    """``до {{ unique_people_max | genitive("человека", "человек") }}`` — «до 4 026 человек»."""
    return counted(value, one, many, many)


def roubles(value: Number) -> str:
    """``{{ contract_cost | roubles }}`` — «39 840 рублей»."""
    return w.roubles(*_number(value))


def signed(value: Number) -> str:
    """``на {{ visits | signed }}`` — «на +37 743»: a change, with its sign."""
    amount, digits = _number(value)
    return ("+" if amount > 0 else "") + w.number(amount, digits)


def percent(value: Number) -> str:
    """``{{ platform_share.vk | percent }}`` — «60,13 %»."""
    return f"{number(value)}{w.NBSP}%"


def valued(value: Result) -> str:
    """``{{ visits_per_day | valued }}`` — «103,4 посещения в день»: with its own unit."""
    _number(value)
    return w.value_of(value)


def reason(value: Value) -> str:
    """``О посещениях {{ visits | reason }}`` — «сведений за 2023 год нет»."""
    reason = _measured(value).reason
    if reason is None:
        raise Hole(f"{_named(value)} есть, а печатается причина, по которой его нет")
    return reason


def dates(value: Value) -> str:
    """``на {{ subscriptions | dates }}`` — «на 10 июля 2023 года»."""
    _number(value)
    return w.listed([w.day(day) for day in _measured(value).dates])


def checked_on(checks: Sequence[Check]) -> str:
    """``на {{ measures.pos_forms | checked_on }}`` — «на 18 июля 2023 года»."""
    return w.listed([w.day(day) for day in sorted({check.as_of for check in checks})])


def citing(checks: Sequence[Check], law: str) -> list[str]:
    """``{{ measures.pos_forms | citing("2560") | listed }}`` — «ВКонтакте»: by their basis."""
    return [check.label for check in checks if law in (check.legal_basis or "")]


def days_after(value: Value, year: int) -> int:
    """``{{ subscriptions | days_after(year) }}`` — 191: from the end of the year to the date."""
    _number(value)
    return Period.of_year(year).days_to(max(_measured(value).dates))


def day(value: date | None) -> str:
    """``{{ decision.date | day }}`` — «18 июля 2023 года»; if unknown, a blank to fill in."""
    if value is None:
        return f"«___»{w.NBSP}______________{w.NBSP}20___{w.NBSP}года"
    return w.day(value)


def blank(value: object, length: int = 20) -> object:
    """``№ {{ decision.number | blank(6) }}`` — «№ 320»; if unknown, a blank to fill in."""
    return "_" * length if value is None else value


def listed(words: Sequence[str]) -> str:
    """``{{ ["ВКонтакте", "Telegram"] | listed }}`` — «ВКонтакте и Telegram»."""
    return Linked(w.listed(words), w.listed([_linked(word) for word in words]))


NUMBERS: tuple[Callable[..., str], ...] = (
    *(number, counted, genitive, roubles, signed, percent, valued),
)
OTHERS: tuple[Callable[..., object], ...] = (
    *(form, reason, dates, checked_on, citing, days_after, day, blank, listed, w.sentence),
)
FILTERS = {function.__name__: function for function in (*map(_leading, NUMBERS), *OTHERS)}

TESTS: dict[str, Callable[[Any], bool]] = {
    "known": lambda value: _measured(value).value is not None,
    "zero": lambda value: _measured(value).value == 0,
}
