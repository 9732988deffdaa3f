"""The command ``shegar-metrics``: it parses, calls one verb of the library, and prints.

Exit codes: 0 done, 1 the data or the parameters are wrong, 2 usage, 3 the run failed;
129, 130 and 143 stopped by a closed terminal, by Ctrl-C and by the system.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
import warnings
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ..importing.merging import Prefer
from ..problems import DataRefusal, ParameterRefusal, Refusal, RunFailure, one_line
from ..stopping import stoppable
from .screen import Screen, prepare_streams

WRONG_INPUT, FAILED = 1, 3
DIFFERS = 1

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Годовой отчёт муниципалитета об использовании интернет-ресурсов.",
    epilog="Коды выхода: 0 — сделано, 1 — неверны данные или параметры, 2 — ошибка в команде, "
    "3 — отчёт не удалось сделать, 129, 130 и 143 — остановлено. С параметром --debug любая "
    "команда показывает подробности ошибки для разработчика.",
)
screen, errors = Screen(), Screen(errors=True)

Data = Annotated[
    Path,
    typer.Option(
        "--data",
        metavar="DIR",
        help="Папка с данными: ищется в текущей папке и выше.",
        show_default=True,
    ),
]


def _show_version(asked: bool) -> None:
    if asked:
        from .. import __version__

        screen.say(f"shegar-metrics {__version__}")
        raise typer.Exit


@app.callback()
def _about(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Показать версию и выйти."
        ),
    ] = False,
) -> None:
    """Take what may stand before any command."""


class Format(StrEnum):
    """How indicators are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@app.command(
    epilog="Примеры:\n\n"
    "shegar-metrics report — отчёт за последний год, за который есть данные\n\n"
    "shegar-metrics report 2022 — за 2022 год\n\n"
    "shegar-metrics report 2022 2023 --data D:\\data --out D:\\reports",
)
def report(
    years: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="YEAR",
            help="Отчётные годы; без них — последний год, за который есть данные.",
        ),
    ] = None,
    data: Data = Path("data"),
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="DIR", help="Папка отчётов; без неё — reports рядом с папкой данных."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Сделать отчёт заново, даже если ничего не изменилось.")
    ] = False,
) -> None:
    """Сделать отчёт и решение с приложением в reports/<год>/."""
    from ..run.report import make_reports
    from .console import shown_path

    with errors.progress() as step:
        editions = make_reports(years or (), data, out, step, force=force)
    for edition in editions:
        if not edition.made:
            told = f"Отчёт за {edition.year} год готов и соответствует данным. Откройте "
            told += f"{shown_path(edition.page)}; сделать отчёт заново — с параметром --force."
            errors.say(told)
            if edition.touched:
                changed = ", ".join(edition.touched)
                errors.say(f"Изменены после публикации и оставлены: {changed}.")
        if edition.kept:
            kept = ", ".join(edition.kept)
            errors.say(f"Ваши правки сохранены рядом с новыми файлами: {kept}.")
        screen.say(*map(shown_path, edition.files))


@app.command(epilog="Пример:\n\nshegar-metrics check --data data")
def check(data: Data = Path("data")) -> None:
    """Проверить данные: все ошибки сразу, с файлом, строкой и столбцом."""
    from ..dataset import load
    from ..dataset.filling import still_to_fill
    from ..dataset.originals import RAW, absent_originals, check_originals
    from ..dataset.schema import check_copy
    from ..indicators import discrepancies
    from .console import discrepancy_lines

    dataset = load(data)
    problems = [*check_copy(dataset.folder), *check_originals(dataset)]
    if problems:
        raise DataRefusal(problems)
    rows = sum(map(len, dataset.rows.values()))
    years = ", ".join(map(str, dataset.years)) or "нет"
    screen.say(f"Данные верны: таблиц — {len(dataset.rows)}, строк — {rows}, годы — {years}.")
    absent = absent_originals(dataset)
    if absent:
        more = f" и ещё {len(absent) - 1}" if absent[1:] else ""
        screen.say(
            f"Оригиналов с персональными данными здесь нет: {RAW}/{absent[0]}{more}. Это не "
            "ошибка: числа из них проверены при загрузке, контрольные суммы — в sources.csv."
        )
    differing = list(discrepancy_lines(discrepancies(dataset)))
    if differing:
        screen.say("Источники расходятся:", *(f"  {line}" for line in differing))
    empty = still_to_fill(dataset)
    if empty:
        screen.say("Ещё не заполнено:", *(f"  {sentence}" for sentence in empty))


@app.command(
    epilog="Примеры:\n\n"
    "shegar-metrics indicators 2022\n\n"
    "shegar-metrics indicators 2022 --format csv > indicators.csv",
)
def indicators(
    year: Annotated[str, typer.Argument(metavar="YEAR", help="Отчётный год.")],
    data: Data = Path("data"),
    format: Annotated[
        Format, typer.Option("--format", help="Таблица для чтения, CSV или JSON для программ.")
    ] = Format.TABLE,
) -> None:
    """Показать показатели года: значение, период или дату, источник."""
    from ..dataset import load
    from ..indicators import compute

    computed = compute(load(data), year)
    match format:
        case Format.CSV:
            screen.hand_over(computed.csv())
        case Format.JSON:
            text = json.dumps(computed.records(), ensure_ascii=False, indent=2)
            screen.hand_over(f"{text}\n")
        case Format.TABLE:
            from .console import result_table

            screen.show(result_table(computed))


@app.command(
    epilog="Примеры:\n\n"
    "shegar-metrics verify — все отчёты в reports\n\n"
    "shegar-metrics verify 2022\n\n"
    "shegar-metrics verify D:\\скачано\\2022\n\n"
    "Коды выхода: 0 — документы те же, 1 — отличаются, 3 — заново не сделать.",
)
def verify(
    editions: Annotated[
        list[str] | None,
        typer.Argument(metavar="YEAR|DIR", help="Годы или папки отчётов; без них — все."),
    ] = None,
    data: Data = Path("data"),
) -> None:
    """Проверить отчёт: сделать его заново в стороне и сравнить."""
    from ..editions.verify import find_editions
    from ..editions.verify import verify as verify_edition
    from ..run.report import make_aside
    from .console import verdict_lines

    codes = [0]
    for edition in find_editions(editions or (), data):
        try:
            with errors.progress() as step:
                verdict = verify_edition(edition, make_aside, data, step)
        except RunFailure as failure:  # the others are told all the same
            errors.say(*failure.lines, style="red")
            codes.append(FAILED)
            continue
        screen.say(*verdict_lines(verdict))
        codes.append(0 if verdict.identical else DIFFERS)
    raise typer.Exit(max(codes))


@app.command(
    epilog="Примеры:\n\n"
    "shegar-metrics diff 2022 2023 — два года\n\n"
    "shegar-metrics diff D:\\прежний\\2022 2022 — две редакции одного года",
)
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="Год или папка прежнего отчёта.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="Год или папка нового отчёта.")],
    data: Data = Path("data"),
) -> None:
    """Показать, чем числа двух отчётов отличаются и почему."""
    from ..editions.verify import find_editions
    from ..indicators.published import differences, published
    from .console import difference_table

    folders = find_editions([old, new], data)
    found = differences(*(published(folder) for folder in folders))
    if not found:
        screen.say("Числа обоих отчётов одни и те же.")
        return
    screen.show(difference_table(found, *folders))


@app.command(
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


@app.command(
    epilog="Примеры:\n\n"
    "shegar-metrics template pos --year 2023\n\n"
    "shegar-metrics template year --year 2023 --out год.csv",
)
def template(
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
    from ..importing.workbooks import write_template

    path = out or Path(f"{name}-{year}.xlsx")
    write_template(name, year, path, load(data).reference)
    screen.say(str(path))


@app.command(
    epilog="Примеры:\n\n"
    "shegar-metrics new data — спросит названия\n\n"
    'shegar-metrics new data --name "Заречный район" --council Дума --seat "с. Заречное" '
    "--zone Asia/Omsk",
)
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Новая папка с данными.")],
    name: Annotated[str | None, typer.Option("--name", help="Название муниципалитета.")] = None,
    name_genitive: Annotated[
        str | None, typer.Option("--name-genitive", help="Оно же в родительном падеже.")
    ] = None,
    kind_genitive: Annotated[
        str | None,
        typer.Option("--kind-genitive", help="Чей это отчёт одним словом: района, округа, города."),
    ] = None,
    council: Annotated[
        str | None, typer.Option("--council", help="Дума, Совет депутатов, Собрание…")
    ] = None,
    council_genitive: Annotated[
        str | None, typer.Option("--council-genitive", help="Он же в родительном падеже.")
    ] = None,
    council_verb: Annotated[
        str | None,
        typer.Option("--council-verb", help="Слово решения: глагол заглавными в роде органа."),
    ] = None,
    seat: Annotated[
        str | None, typer.Option("--seat", help="Где принимаются решения: «с. Заречное».")
    ] = None,
    zone: Annotated[
        str | None, typer.Option("--zone", help="Часовой пояс по базе IANA: Asia/Omsk.")
    ] = None,
) -> None:
    """Сделать пустую папку с данными для муниципалитета."""
    from ..importing.creating import Names, create_package, propose

    name = name or _asked("--name", "Название муниципалитета")
    council = council or _asked("--council", "Представительный орган (Дума, Совет депутатов…)")
    proposed = propose(name, council)

    def formed(given: str | None, key: str, question: str) -> str:
        option = f"--{key.replace('_', '-')}"
        return given or _asked(option, question, proposed[key])

    names = Names(
        name=name,
        name_genitive=formed(name_genitive, "name_genitive", "Название в родительном падеже"),
        kind_genitive=formed(kind_genitive, "kind_genitive", "Жители чего: района, округа…"),
        council=council,
        council_genitive=formed(council_genitive, "council_genitive", "Орган в родительном падеже"),
        council_verb=formed(council_verb, "council_verb", "Слово, которым он решает, заглавными"),
        seat=seat or _asked("--seat", "Где принимаются решения"),
        zone=zone or _asked("--zone", "Часовой пояс (Europe/Moscow, Asia/Omsk…)"),
    )
    screen.say(str(create_package(folder, names, date.today())))
    errors.say(f"Что заполнить, покажет: shegar-metrics check --data {folder}")


def _asked(option: str, question: str, proposal: str | None = None) -> str:
    """Ask at the terminal what no option tells; where nobody can answer, take the proposal."""
    if sys.stdin is not None and sys.stdin.isatty():
        return str(typer.prompt(question, default=proposal, err=True))
    if proposal is None:
        raise typer.BadParameter("не указано", param_hint=option)
    return proposal


@app.command(epilog="Пример:\n\nshegar-metrics schema --data data")
def schema(data: Data = Path("data")) -> None:
    """Обновить описание таблиц (datapackage.json) в папке с данными."""
    from ..dataset import find_folder
    from ..dataset.schema import resources, write_copy
    from .console import shown_path

    # A package that has lost its copy is known by its tables.
    has_tables = (data / resources()["sources"]["path"]).is_file()
    screen.say(shown_path(write_copy(data if has_tables else find_folder(data))))


def _write_names_in_utf8() -> None:
    """Start anew in Python's UTF-8 mode where file names have no encoding but ASCII.

    So it is in a POSIX locale if that mode was turned off, and no Russian name could be written.
    """
    if sys.getfilesystemencoding() == "ascii":
        command = [sys.executable, "-X", "utf8", *sys.orig_argv[1:]]
        os.execve(sys.executable, command, {**os.environ, "PYTHONUTF8": "1"})  # for the kernel


def _let_warnings_warn() -> None:
    """Show what ``PYTHONWARNINGS=error`` would raise: a warning of some package ends no run."""
    actions = [option.partition(":")[0] for option in sys.warnoptions]
    if any(action and "error".startswith(action) for action in actions):
        warnings.simplefilter("default")


def _stack(error: Exception) -> list[str]:
    """Tell a developer where an error comes from, in lines."""
    return "".join(traceback.format_exception(error)).rstrip().split("\n")


def main() -> None:
    """Run the command; whatever fails, it ends with a sentence and an exit code."""
    _write_names_in_utf8()
    _let_warnings_warn()
    prepare_streams()
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    debug = len(arguments) < len(sys.argv[1:])
    with stoppable():
        try:
            app(arguments)
        except Refusal as refusal:
            errors.say(*(_stack(refusal) if debug else refusal.lines), style="red")
            if isinstance(refusal, DataRefusal):
                errors.say(f"Ошибок в данных: {len(refusal.problems)}.")
            sys.exit(FAILED if isinstance(refusal, RunFailure) else WRONG_INPUT)
        except Exception as error:
            told = f"Непредвиденная ошибка: {type(error).__name__}: {one_line(error)}. "
            told += "Подробности — с параметром --debug."
            errors.say(*(_stack(error) if debug else [told]), style="red")
            sys.exit(FAILED)
