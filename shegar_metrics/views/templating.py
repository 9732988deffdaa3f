"""The wording engine: prose in Jinja templates that a reader of Russian can change.

A template names measured values by the ids of the indicators and writes them with filters
(see `filters`), which bring number, word form and no-break spaces together. It cannot leave
a hole: a value that is missing, a name that is unknown, and a value without a filter are
refused with the file and the line of the template.

For the page each value leads to its row in «Откуда число»; all other forms are plain.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateSyntaxError,
    UndefinedError,
)

from ..indicators import Results
from ..indicators.published import is_trial
from ..indicators.signed import signed_in, unsigned
from ..problems import TemplateRefusal
from . import annex_filters, citations, filters, growth_filters
from .filters import Hole

# A line goes on in the next one, unless that begins a heading, a division or a point of a list.
LINE_END = re.compile(r"(?<=\S)\n *(?![\s#<-]|\d+[.)] )")

TEMPLATES = Path(__file__).parent / "templates"

SLIPS_OF_JINJA = {
    r"No filter named '(.+)'": "нет фильтра «{}»",
    r"No test named '(.+)'": "нет проверки «{}»",
    r"innermost block that needs to be closed is '(.+)'": "не закрыто {{% {} %}}",
}
"""What Jinja says of a slip, and the same in Russian."""

SLIPS: dict[str, Callable[[str], bool]] = {
    "открывающих <div> не столько, сколько закрывающих </div>": lambda text: (
        len(re.findall(r"(?<!\\)<div", text)) != len(re.findall(r"(?<!\\)</div>", text))
    ),
    "осталась одиночная скобка: значения печатаются в двойных, {{ … }}": lambda text: bool(
        re.search(r"(?<!\\)[{}]", text)
    ),
}
"""What shows only in the text of a filled block; braces from the data are escaped in it."""


class Unknown(StrictUndefined):
    """A name that there is not."""

    @property
    def _undefined_message(self) -> str:
        return f"нет такого имени: «{self._undefined_name}»"


def compile_templates(folder: Path = TEMPLATES) -> None:
    """Compile every template of a folder, which takes longer than to fill it does."""
    environment = _environment(folder)
    for name in environment.list_templates():
        environment.get_template(name)


def render(
    template: str,
    block: str,
    names: Mapping[str, Any],
    folder: Path = TEMPLATES,
) -> Rendered:
    """Fill one block of a template.

    Parameters
    ----------
    template
        File name of the template.
    block
        Name of its block.
    names
        What the template may name.
    folder
        Where the template is.

    Returns
    -------
    Rendered
        Markdown, with links and without; whatever came from the data is escaped in it.

    Raises
    ------
    TemplateRefusal
        If the template is wrong, or prints what is not there: with its file and line.
    """
    try:
        loaded = _environment(folder).get_template(template)
        rendered = Rendered(unwrapped(_block(loaded, block, names)).strip())
    except TemplateSyntaxError as error:
        checks = "не разобрать: проверьте скобки {{ }}, {% %} и кавычки"
        reason = (
            _in_russian(error.message or "") or f"{checks} ({(error.message or '').rstrip('.')})"
        )
        raise TemplateRefusal(template, error.lineno, reason) from error
    except UnicodeDecodeError as error:
        raise TemplateRefusal(template, None, "файл не в кодировке UTF-8") from error
    except (Hole, UndefinedError) as error:
        raise TemplateRefusal(template, _line(error, folder / template), str(error)) from error
    except Exception as error:  # a filter got what it was not made for
        reason = (
            _in_russian(str(error))
            or f"фильтру дано не то, что нужно ({error or type(error).__name__})"
        )
        raise TemplateRefusal(template, _line(error, folder / template), reason) from error
    for wrong, found in SLIPS.items():
        if found(rendered.text):
            raise TemplateRefusal(template, None, f"в блоке «{block}» {wrong}")
    return rendered


@dataclass(frozen=True, slots=True)
class Rendered:
    """A block as it was filled, its values marked with where they lead.

    Parameters
    ----------
    marked
        Markdown with the marks of `filters`.
    """

    marked: str

    @property
    def text(self) -> str:
        """The block without links: for print."""
        return filters.MARKED.sub(r"\1", self.marked)

    @property
    def linked(self) -> str:
        """The block whose values lead to their rows in «Откуда число»: for the page."""
        return filters.MARKED.sub(r"[\1](#\2)", self.marked)


@lru_cache(maxsize=4)
def names_of(results: Results) -> Mapping[str, Any]:
    """Return what the templates may name, once for all blocks of an edition.

    Every indicator by its id (one with members as ``platform_share.vk``), what the data say
    beside them (see `Context`), the ``results`` themselves, their ``year``, and whether this
    ``is_trial``: an edition that is not to be issued. A decision that
    was taken on an earlier edition has its number and date there, and not in this one.
    """
    context = results.context
    said = {field.name: getattr(context, field.name) for field in fields(context)}
    if signed_in(results):  # what is written now is the draft of another one
        said |= {"decision": unsigned(results), "original": None}
    said |= {"results": results, "year": results.year, "is_trial": is_trial(results)}
    return {**results.named, **said}


def _in_russian(message: str) -> str | None:
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


def _line(error: Exception, template: Path) -> int | None:
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename) == template
    ]
    return lines[-1] if lines else None


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=Unknown,
        finalize=filters.marked,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # this is Markdown, which `printed` escapes
    )
    environment.filters |= filters.FILTERS | growth_filters.FILTERS | annex_filters.FILTERS
    environment.filters |= {
        "cited": citations.cited,
        "described": citations.described,
    }
    environment.tests |= filters.TESTS | annex_filters.TESTS
    return environment
