"""Commands of importing: exports, and the forms for what has none."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..commands import DATA, typed
from ..problems import ParameterRefusal
from .base import Data, as_past_day, as_year, errors, screen
from .next_step import after_form, after_import, say_next, say_outdated
from .russian import Commands

if TYPE_CHECKING:
    from ..importing.plan import Plan

group = Commands()


@group.command(
    "import",
    epilog="Примеры:\n\n"
    "shegar-metrics import — загрузить всё, что лежит в data/inbox\n\n"
    "shegar-metrics import отчёт.csv --dry-run — показать, что изменится, и ничего не записать\n\n"
    "shegar-metrics import wall-1.json wall-2.json --year 2023\n\n"
    "shegar-metrics import числа.xlsx --prefer новое:посещения — где спорят, взять новое\n\n"
    "shegar-metrics import --undo — отменить последнюю загрузку\n\n"
    "shegar-metrics import --list — какие бывают выгрузки и как их получить",
)
def import_(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="ФАЙЛ", help="Выгрузки из систем; без них — те, что лежат в data/inbox."
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="ВИД",
            help="Вид выгрузки, если он не узнан по содержанию: код из --list или название.",
        ),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year", metavar="ГОД", parser=as_year, help="Взять строки только этого года."
        ),
    ] = None,
    page: Annotated[
        str | None,
        typer.Option(
            "--page",
            metavar="СТРАНИЦА",
            help="Чья выгрузка, если на площадке страниц несколько: название или код из "
            "reference/pages.csv.",
        ),
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option(
            "--as-of",
            metavar="ДАТА",
            parser=as_past_day,
            help="День подсчёта, если в файле его нет: 31.12.2023; без него — день записи файла.",
        ),
    ] = None,
    prefer: Annotated[
        list[str] | None,
        typer.Option(
            "--prefer",
            metavar="ВЫБОР",
            help="Что оставить, где числа расходятся: new (новое) или old (старое); для одной "
            "таблицы или ряда — old:visits, новое:публикации:новости. Можно несколько раз.",
        ),
    ] = None,
    allow_sampled: Annotated[
        bool,
        typer.Option("--allow-sampled", help="Взять и числа, посчитанные системой по выборке."),
    ] = False,
    allow_mismatch: Annotated[
        bool,
        typer.Option("--allow-mismatch", help="Взять и файл, чьи итоги не равны сумме его строк."),
    ] = False,
    allow_part: Annotated[
        bool,
        typer.Option(
            "--allow-part", help="Взять и числа части сайта: сегмента, фильтра, источника."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Показать, что изменится, и ничего не записать.")
    ] = False,
    rows: Annotated[bool, typer.Option("--rows", help="Показать каждую строку.")] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Отменить последнюю загрузку целиком.")
    ] = False,
    list_kinds: Annotated[
        bool, typer.Option("--list", help="Показать виды выгрузок и как их получить.")
    ] = False,
    data: Data = DATA,
) -> None:
    """Взять числа из выгрузок: вид каждого файла узнаётся по содержанию."""
    from ..dataset import find_folder, load
    from ..importing.merging.choice import Choice
    from ..importing.recognition import importers
    from ..importing.storing.writing import writing_alone
    from .console import importer_table
    from .inbox import take_inbox

    if list_kinds:
        screen.show(importer_table(importers().values()))
        say_next(typed("import", "ФАЙЛ", "--dry-run", data=data), "что изменит файл")
        return
    if undo and files:
        raise typer.BadParameter("с --undo файлы не указывают", param_hint="ФАЙЛ")
    said = {
        "year": year,
        "as_of": as_of,
        "allow_sampled": allow_sampled,
        "allow_part": allow_part,
        "page": page,
    }
    if not files and not undo:
        if kind or prefer or allow_mismatch or any(said.values()):
            wrong = "этот параметр — для одного файла или нескольких: назовите их"
            raise typer.BadParameter(wrong, param_hint="ФАЙЛ")
        take_inbox(data, screen, dry_run=dry_run, every=rows)
        return
    named = load(find_folder(data)) if any(text.count(":") > 1 for text in prefer or ()) else None
    choices = [Choice.parse(text, named) for text in prefer or ()]
    with nullcontext() if dry_run else writing_alone(find_folder(data)):
        if undo:
            _undo(data, dry_run=dry_run, every=rows)
        else:
            from ..importing.storing.keeping import laid_aside

            paths = files or ()
            with nullcontext() if dry_run else laid_aside(find_folder(data), paths) as digests:
                from ..importing.plan import plan_import

                with errors.progress() as step:
                    plan = plan_import(
                        paths,
                        data,
                        kind,
                        said,
                        choices,
                        step,
                        digests=digests,
                        allow_mismatch=allow_mismatch,
                    )
                _import(plan, data, dry_run=dry_run, every=rows)


def _import(plan: Plan, data: Path, *, dry_run: bool, every: bool) -> None:
    """Show what an import does, file by file, and do it."""
    from ..importing.plan import carry_out
    from .changes import conflict_sheet
    from .inbox import batch_lines

    for taken in plan.batches:
        screen.say(*batch_lines(taken, plan.dataset, every=every))
    if plan.conflicts:
        screen.show(conflict_sheet(plan.conflicts, plan.dataset))
        raise ParameterRefusal(
            "Ничего не записано: числа из разных источников расходятся. Повторите команду с "
            "выбором из таблицы. Он касается только их; остальное из файлов будет записано при "
            "любом."
        )
    if not any(taken.sources for taken in plan.batches):
        raise ParameterRefusal("Ничего не записано: подходящих строк в файлах нет.")
    if not plan.changes:
        nothing = "" if plan.mended else ": ничего не записано"
        screen.say(f"Данные остались прежними{nothing}.")
        if not dry_run:
            carry_out(plan)
            _clear_inbox(plan)
    elif dry_run:
        screen.say("Пробный прогон: ничего не записано.")
        errors.say("Теперь: та же команда без --dry-run запишет это.")
    else:
        changes = plan.changes
        with errors.progress() as step:
            step("Запись", 0.0)
            carry_out(plan)
        _clear_inbox(plan)
        undoing = typed("import", "--undo", data=data)
        screen.say(f"Записано в {plan.dataset.folder}. Отменить — {undoing}.")
        after_import(changes, plan.dataset, data)


def _clear_inbox(plan: Plan) -> None:
    """Remove from the inbox what has been taken, and say what could not be removed."""
    from ..importing.inbox import remove_taken

    for path, lines in remove_taken(plan).items():
        errors.say(f"{path.name}: {' '.join(lines)}")


def _undo(data: Path, *, dry_run: bool, every: bool) -> None:
    """Show what taking back the last import does, and do it."""
    from ..importing.storing.undoing import plan_undoing, undo
    from ..importing.undone import keep_undone
    from .changes import change_lines
    from .console import shown_path

    plan = plan_undoing(data)
    names = ", ".join(file.name for file in plan.entry.files)
    of = f": {names}" if names else ""
    screen.say(f"Отмена изменений от {plan.entry.time:%d.%m.%Y %H:%M}{of}")
    screen.say(*change_lines(plan.changes, plan.read, every=every))
    if dry_run:
        screen.say("Пробный прогон: ничего не отменено.")
    else:
        copies = keep_undone(plan)
        undo(plan)
        screen.say(*(f"Файл сохранён: {shown_path(copy)}" for copy in copies))
        screen.say(f"Отменено: данные в {plan.read.folder} такие, как до загрузки.")
        say_outdated(data)
        say_next(typed("check", data=data))


@group.command(
    epilog="Примеры:\n\n"
    "shegar-metrics form year --year 2023 — книга на весь год, с тем, что уже известно\n\n"
    "shegar-metrics form ПОС --year 2023 --out пос.csv",
)
def form(
    name: Annotated[
        str,
        typer.Argument(metavar="ФОРМА", help="pos (ПОС), gospabliki (Госпаблики) или year (год)."),
    ],
    year: Annotated[
        int, typer.Option("--year", metavar="ГОД", parser=as_year, help="Отчётный год.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="ФАЙЛ", help="Куда записать: .xlsx; ПОС и «Госпаблики» — и .csv."
        ),
    ] = None,
    data: Data = DATA,
) -> None:
    """Сделать книгу для заполнения: на весь год, ПОС или «Госпаблики»."""
    from ..dataset import load
    from ..importing.forms.workbooks import NAMES, file_name, write_form
    from ..importing.lookup import code_of

    name = code_of(name, NAMES, "Форма")
    path = out or Path(file_name(name, year))
    write_form(name, year, path, load(data).reference)
    screen.say(str(path))
    after_form(path, data)
