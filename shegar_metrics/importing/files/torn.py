"""What is wrong with JSON or XML that cannot be read: cut, twice in one file, or otherwise."""

from __future__ import annotations

import json
import re
from xml.etree.ElementTree import ParseError
from xml.parsers.expat import errors

ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]\w*;?")
CODES = {errors.codes[message]: message for message in errors.codes}
CUT_XML = {errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN}
TWICE = "Разделите их: каждый ответ — в свой файл"
AGAIN = "Выгрузите его снова"

Sentences = tuple[str, str]
"""What is wrong, and how to mend it."""


def torn_json(text: str, error: json.JSONDecodeError, end: int) -> Sentences:
    """Return why a text is no JSON, by where its reading ended, and the whole answers before."""
    rest = text[error.pos :].lstrip()
    if 0 < end == error.pos:
        return f"после ответа JSON стоит лишнее: «{rest[:30]}»", "Удалите лишнее"
    if not rest or error.msg.startswith("Unterminated string"):
        return "нельзя разобрать как JSON: файл обрезан, конца ответа в нём нет", AGAIN
    shown = " ".join(text[max(0, error.pos - 20) : error.pos + 20].split())
    return f"нельзя разобрать как JSON: ошибка у «{shown}»", "Сохраните ответ системы без правки"


def torn_xml(text: str, error: ParseError) -> Sentences:
    """Return why a text is no XML."""
    why = CODES.get(error.code, "")
    if why in CUT_XML:
        return "нельзя разобрать как XML: файл обрезан, конца в нём нет", AGAIN
    if why == errors.XML_ERROR_UNDEFINED_ENTITY:
        line = text.splitlines()[error.position[0] - 1]
        found = ENTITY.search(line[error.position[1] :]) or ENTITY.search(line)
        name = found[0] if found else "сущность"
        return (
            f"{name} — сущность HTML, которой в XML нет",
            f"Замените в файле «{name}» на пробел или знак и сообщите тому, кто ведёт сайт",
        )
    if why == errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
        return "после конца XML стоит ещё что-то: в файле, видимо, два ответа", TWICE
    return f"нельзя разобрать как XML: {why or error}", "Сохраните файл с сайта снова, без правки"
