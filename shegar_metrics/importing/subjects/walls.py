"""Posts of VK, wherever in a file a program has put the answers of the wall."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..files.export import Export
from ..files.jsons import Answer, answers
from ..files.shapes import type_of

OF_ANOTHER = {
    *("post_id", "parents_stack", "reply_to_comment"),
    *("album_id", "sizes", "duration", "player", "price"),
}
"""What comments have, and photos, videos and goods."""
BESIDE = ("profiles", "groups")
"""Whom the posts mention."""


def parts(file: Export) -> list[Answer]:
    """List the answers and the bare lists of posts that a file holds.

    Raises
    ------
    DataRefusal
        If some of it is of other things, or a request has failed.
    """
    return [part for whole in _wholes(file) for part in _parts(whole)]


def _wholes(file: Export) -> list[Answer]:
    """List the answers of a file; posts that have a line each are one list."""
    every = answers(file)
    if not all(_is_post(answered.value) for answered in every):
        return every
    return [Answer(file, "", [answered.value for answered in every])]


def _is_post(value: Any) -> bool:
    return isinstance(value, dict) and "id" in value and not {"items", "response"} & value.keys()


def _parts(answered: Answer) -> Iterator[Answer]:
    """Find the pages and bare lists of posts in whatever a program has put them into."""
    value = answered.value
    if isinstance(value, dict) and "response" in value:
        below = answered.below("response")
        items = below.value
        if isinstance(items, dict) and "count" not in items:
            items = items.get("items")
        if isinstance(items, list) and any(map(_is_post, items)):
            wrong = "это записи на выбор (ответ wall.getById), а не стена подряд"
            raise below.refusal(wrong, mend="Выгрузите стену методом wall.get")
        yield from _parts(below)
    elif isinstance(value, dict) and value.keys() >= {"items", "count"}:
        _refuse_others(answered, value["items"])
        yield answered
    elif isinstance(value, list) and (not value or any(map(_is_post, value))):
        _refuse_others(answered, value)
        yield answered
    elif isinstance(value, dict) and value and all(map(_is_post, value.values())):
        yield from _parts(Answer(answered.export, answered.path, list(value.values())))
    elif isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            below = answered.below(step)
            if below.value is False:
                wrong = "вместо ответа — false: один из запросов не выполнен"
                raise below.refusal(wrong, mend="Выгрузите стену снова")
            if step not in BESIDE and isinstance(below.value, dict | list):
                yield from _parts(below)
    else:
        raise answered.refusal(f"не объект и не список, а {type_of(value)}")


def _refuse_others(answered: Answer, items: Any) -> None:
    """Refuse a list of things that have numbers and dates as posts do."""
    objects = [each for each in items if isinstance(each, dict)] if isinstance(items, list) else []
    if any(OF_ANOTHER & each.keys() and "post_type" not in each for each in objects):
        wrong = "это не записи, а комментарии, фотографии, видео или товары"
        raise answered.refusal(wrong, mend="Загрузите только ответы wall.get")
