from __future__ import annotations

import base64
import io
import re

import pytest
from fontTools.ttLib import TTFont

from shegar_metrics.fonts import PT_SANS, font_faces


def embedded(css: str) -> list[TTFont]:
    packed = re.findall(r"url\(data:font/woff;base64,([^)]+)\)", css)
    return [TTFont(io.BytesIO(base64.b64decode(font))) for font in packed]


@pytest.mark.parametrize("text", ["ГУ 1", "Год: 37 743 ₽, № 1\n"])
def test_a_page_gets_the_letters_it_shows_and_no_others(text: str) -> None:
    fonts = embedded(font_faces(text * 2))
    assert len(fonts) == len(PT_SANS)
    shown = {ord(letter) for letter in text if letter.isprintable()}
    assert [set(font.getBestCmap()) for font in fonts] == [shown] * len(fonts)


def test_pairs_of_letters_stay_as_close_as_the_font_has_them() -> None:
    for font in embedded(font_faces("ГА")):
        features = font["GPOS"].table.FeatureList.FeatureRecord
        assert {feature.FeatureTag for feature in features} == {"kern"}
        assert not {"fpgm", "prep", "cvt "} & set(font.keys())  # hinting, which screens ignore


def test_the_same_letters_give_the_same_bytes_in_any_order() -> None:
    assert font_faces("Посещения 2022") == font_faces("2202 яинещесоП")
