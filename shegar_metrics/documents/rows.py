"""Tables of a DOCX that part between rows only, and leave no row alone on a page.

pandoc writes no such properties, and LibreOffice does not take them from the style of the table.
"""

from __future__ import annotations

from io import BytesIO
from xml.dom import expatbuilder  # noqa: F401 (else minidom imports it in a thread)
from xml.dom.minidom import Document, Element, parseString
from zipfile import ZIP_STORED, ZipFile

TEXT = "word/document.xml"


def keep_rows(document: bytes) -> bytes:
    """Return the DOCX with rows that stay whole; the first two stay together, as do the last three.

    A table of no more rows than these goes to the next page as one.
    """
    kept = BytesIO()
    with ZipFile(BytesIO(document)) as packed, ZipFile(kept, "w") as repacked:
        for part in packed.infolist():
            content = packed.read(part)
            # Not packed: what packing makes of it depends on the zlib that this Python has.
            part.compress_type = ZIP_STORED
            repacked.writestr(part, _kept(content) if part.filename == TEXT else content)
    return kept.getvalue()


def _kept(text: bytes) -> bytes:
    with parseString(text) as tree:
        for table in tree.getElementsByTagName("w:tbl"):
            rows = table.getElementsByTagName("w:tr")
            for row in rows:
                _properties(row, tree).appendChild(tree.createElement("w:cantSplit"))
            # The head and two rows after it; the last three; the last is free of what follows it.
            for row in {*rows[:2], *rows[-3:-1]} - {rows[-1]}:
                for properties in row.getElementsByTagName("w:pPr"):
                    _, *others = properties.childNodes  # the style is first, by the schema
                    before = others[0] if others else None
                    properties.insertBefore(tree.createElement("w:keepNext"), before)
        return tree.toxml(encoding="utf-8")


def _properties(row: Element, tree: Document) -> Element:
    first = row.firstChild
    if isinstance(first, Element) and first.tagName == "w:trPr":
        return first
    return row.insertBefore(tree.createElement("w:trPr"), first)
