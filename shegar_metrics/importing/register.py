"""Whose numbers an export holds: the page of the register that it is of."""

from __future__ import annotations

from ..dataset.reference import Reference, Row
from ..problems import ParameterRefusal, shortened
from .lookup import code_of

REGISTER = "reference/pages.csv"


def page_of(
    reference: Reference, platform: str | None, number: str | None, asked: str | None, names: str
) -> Row:
    """Find the page that an export is of.

    It is the one that the user says; else that of the number that the export tells; else the
    only one there is.

    Parameters
    ----------
    reference
        The reference tables, with the register of pages.
    platform
        The platform that such exports come from; ``None`` for the site.
    number
        The system's own number of the page, if the export tells it.
    asked
        The page that the user says it is, by its code or title, if he does.
    names
        The names of the files, for messages.

    Raises
    ------
    ParameterRefusal
        If there is no such page, if several may be meant, or if the page has another number.
    """
    pages = reference.pages_on(platform)
    if asked is not None and pages:
        titles = {page["id"]: (page["title"], page["address"]) for page in pages}
        wanted = code_of(asked, titles, f"{names}: страница (--page)")
        pages = [page for page in pages if page["id"] == wanted]
    elif number is not None:
        pages = [page for page in pages if page["external_id"] == number] or pages
    if not pages:
        where = "сайта" if platform is None else f"страницы на площадке «{platform}»"
        raise ParameterRefusal(f"{names}: {where} нет в {REGISTER}. Впишите её туда.")
    if len(pages) > 1:
        raise _undecided(pages, number, names)
    (page,) = pages
    if number is not None and page["external_id"] not in (None, number):
        raise ParameterRefusal(
            f"{names}: это выгрузка страницы № {shortened(number)}, а у страницы «{page['title']}» "
            f"({page['id']}) в {REGISTER} — № {page['external_id']}. "
            "Впишите туда новую страницу или укажите её: --page."
        )
    return page


def _undecided(pages: list[Row], number: str | None, names: str) -> ParameterRefusal:
    known = ", ".join(map(_named, pages))
    if number is None:
        return ParameterRefusal(f"{names}: не сказано, чьи это числа: {known}. Укажите --page.")
    return ParameterRefusal(
        f"{names}: это выгрузка страницы № {shortened(number)}, а в {REGISTER} такого номера нет: "
        f"{known}. Укажите --page или впишите туда новую страницу."
    )


def _named(page: Row) -> str:
    number = "" if page["external_id"] is None else f", № {page['external_id']}"
    return f"{page['id']} («{page['title']}»{number})"
