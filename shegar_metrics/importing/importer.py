"""What an importer is: one function in a file of its own under ``systems``, declared here.

It turns a real export of one system into tidy rows of the data package.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ..dataset.reference import Reference
from ..problems import listed
from .files.export import Export

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Options:
    """What is known of the files beside what is in them.

    Parameters
    ----------
    year
        Only this year is wanted.
    as_of
        The day of a count that bears no date itself.
    allow_sampled
        Take figures that a system computed from a sample.
    allow_part
        Take figures of a part of a site: of a segment, a filter, a source.
    reference
        What the municipality calls its sections and pages.
    page
        Whose export it is, where a platform has several pages.
    by_file_day
        Whether a count that bears no date is of the day on which its file was written.
    """

    reference: Reference
    year: int | None = None
    as_of: date | None = None
    allow_sampled: bool = False
    allow_part: bool = False
    page: str | None = None
    by_file_day: bool = True

    def counted_on(self, export: Export) -> date:
        """Return the day when an export was made: its file was written after it was counted."""
        return self.as_of or export.modified

    def of_part(self, export: Export, signs: Sequence[str]) -> list[str]:
        """Refuse an export of a part of a site without leave; with it, return the notes of it.

        Parameters
        ----------
        export
            The file.
        signs
            What shows that it is of a part: a filter, a column of sources. Empty if nothing does.
        """
        if signs and not self.allow_part:
            raise export.refusal(
                f"это числа не всего сайта, а его части: {listed(signs)}",
                mend="Выгрузите отчёт без группировок, сегментов, фильтров и сравнения или "
                "разрешите взять часть: --allow-part",
            )
        return [f"Часть сайта: {sign}" for sign in signs]


@dataclass(frozen=True, slots=True)
class Extract:
    """What an importer found.

    Parameters
    ----------
    rows
        Tidy rows by table of the data package: the columns that the export tells, typed
        (``date``, ``int``, ``Decimal``, ``bool``, ``str``); neither ``source`` nor, as a rule,
        ``page``. Rows of one series share no day; what cannot be summed, or is stated beside
        its parts, is of ``totals``.
    noticed
        Russian sentences on what was left out or taken in a certain way.
    external_id
        The system's own number of the page, if the export tells it.
    platform
        The platform that the file itself names, where such exports come from several.
    year
        The year that the file says it is of, whatever its rows are of.
    where
        Tells where in the file a row of a table stands, «лист «Сайт», строка 3»; ``None`` if it
        is not known.
    """

    rows: Mapping[str, Sequence[Row]]
    noticed: Sequence[str] = field(default=())
    external_id: str | None = None
    platform: str | None = None
    year: int | None = None
    where: Callable[[str, Row], str | None] = field(default=lambda *_: None, compare=False)


def _unread(*_: object) -> Extract:
    raise TypeError("an Importer reads only after it has decorated a function")


@dataclass(frozen=True, slots=True, kw_only=True)
class Importer:
    """The declaration of an importer; it decorates the function that reads.

    Parameters
    ----------
    kind
        What the data and the command call such exports: ``"vk-wall"``.
    title
        What the export is, in Russian.
    cited
        How a document for people names such an export, in Russian, without codes of formats.
    how
        What to click in which system to get it, in Russian.
    recognise
        Tells by the content of a file whether it is such an export.
    platform
        The platform whose pages the export is of; ``None`` if it is of the site.
    personal
        Whether such a file may hold personal data: addresses, names, identifiers of browsers.
        Git is never given its original.
    paged
        Whether one export may come in several files, which are then read together.
    read
        Set by the decorated function: from the files and the options to an `Extract`. It
        raises `DataRefusal` with every problem of the files.
    """

    kind: str
    title: str
    cited: str
    how: str
    recognise: Callable[[Export], bool]
    personal: bool
    platform: str | None = None
    paged: bool = False
    read: Callable[[Sequence[Export], Options], Extract] = _unread

    def __call__(
        self, read: Callable[[Sequence[Export], Options], Extract]
    ) -> Callable[[Sequence[Export], Options], Extract]:
        """Register *read*."""
        registry[self.kind] = replace(self, read=read)
        return read


registry: dict[str, Importer] = {}
"""Every importer that has been declared, by its kind."""
