"""Commands of importing: exports, and the forms for what has none."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from ..importing.merging import Prefer
from ..problems import ParameterRefusal
from .base import Data, screen

group = typer.Typer()


@group.command(
    "import",
    epilog="Примеры:\n\n"
    "shegar-metrics import отчёт.csv --dry-run — показать, что изменится, и ничего не записать\n\n"
    "shegar-metrics import wall-1.json wall-2.json --year 2023\n\n"
    "shegar-metrics import --list — какие бывают выгрузки и как их получить",
)
def import_(
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="Выгрузки из систем.")
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option("--as", metavar="KIND", help="Вид выгрузки, если он не узнан по содержанию."),
    ] = None,
    year: Annotated[
        int | None, typer.Option("--year", metavar="Y", help="Взять строки только этого года.")
    ] = None,
    page: Annotated[
        str | None,
        typer.Option(
            "--page",
            metavar="ID",
            help="Чья выгрузка, если на площадке страниц несколько: код из reference/pages.csv.",
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            metavar="DATE",
            formats=["%Y-%m-%d", "%d.%m.%Y"],
            help="День подсчёта, если в файле его нет; без него — день записи файла.",
        ),
    ] = None,
    prefer: Annotated[
        Prefer | None,
        typer.Option(
            "--prefer", help="Что оставить, если числа расходятся: новое (new) или старое (old)."
        ),
    ] = None,
    allow_sampled: Annotated[
        bool,
        typer.Option("--allow-sampled", help="Взять и числа, посчитанные системой по выборке."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Показать, что изменится, и ничего не записать.")
    ] = False,
    list_kinds: Annotated[
        bool, typer.Option("--list", help="Показать виды выгрузок и как их получить.")
    ] = False,
    data: Data = Path("data"),
) -> None:
    """Взять числа из выгрузок: вид каждого файла узнаётся по содержанию."""
    from ..importing import importers
    from ..importing.plan import carry_out, plan_import
    from .console import importer_table, plan_tables

    if list_kinds:
        screen.show(importer_table(importers().values()))
        return
    if not files:
        raise typer.BadParameter("укажите файлы или --list", param_hint="FILE")
    if as_of and as_of > datetime.now():
        raise typer.BadParameter("этот день ещё не настал", param_hint="--as-of")
    said = {
        "year": year,
        "as_of": as_of.date() if as_of else None,
        "allow_sampled": allow_sampled,
        "page": page,
    }
    plan = plan_import(files, data, kind, said, prefer)
    for batch in plan.batches:
        names = ", ".join(file.name for file in batch.files)
        screen.say(f"{names}: {batch.importer.title} ({batch.importer.kind})")
    screen.say(*(f"  {sentence}" for sentence in plan.noticed))
    for table in plan_tables(plan):
        screen.show(table)
    if plan.conflicting:
        raise ParameterRefusal(
            "Ничего не записано: числа из разных источников расходятся. "
            "Укажите --prefer new (взять новое) или --prefer old (оставить прежнее)."
        )
    if not plan.fitting:
        raise ParameterRefusal("Ничего не записано: подходящих строк в файлах нет.")
    if not plan.changed:
        screen.say("Данные остались прежними: ничего не записано.")
    elif dry_run:
        screen.say("Пробный прогон: ничего не записано.")
    else:
        carry_out(plan)
        screen.say(f"Записано в {plan.dataset.folder}.")


@group.command(
    epilog="Примеры:\n\n"
    "shegar-metrics form pos --year 2023\n\n"
    "shegar-metrics form year --year 2023 --out год.csv",
)
def form(
    name: Annotated[str, typer.Argument(metavar="NAME", help="pos, gospabliki или year.")],
    year: Annotated[int, typer.Option("--year", metavar="Y", help="Отчётный год.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Куда записать: .xlsx или .csv."),
    ] = None,
    data: Data = Path("data"),
) -> None:
    """Сделать таблицу для заполнения: ПОС, «Госпаблики» или числа года."""
    from ..dataset import load
    from ..importing.workbooks import write_form

    path = out or Path(f"{name}-{year}.xlsx")
    write_form(name, year, path, load(data).reference)
    screen.say(str(path))
