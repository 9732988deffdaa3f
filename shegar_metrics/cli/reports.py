"""Commands of editions: make, verify and compare them."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from ..commands import DATA, typed
from ..problems import Refusal, RunFailure
from .base import DIFFERS, FAILED, WRONG_INPUT, Data, errors, screen
from .next_step import say_next, say_outdated, say_renewing, show_page
from .russian import Commands

group = Commands()


@group.command(
    epilog="Примеры:\n\n"
    "shegar-metrics report — отчёт за последний год, за который есть данные\n\n"
    "shegar-metrics report 2022 — за 2022 год\n\n"
    "shegar-metrics report 2022 2023 --data D:\\data — отчёты встанут в D:\\reports\n\n"
    "shegar-metrics report 2022 --out проба — посмотреть, ничего не выпуская\n\n"
    'shegar-metrics report 2023 --reason "Счётчик учёл роботов" — исправленный отчёт и почему',
)
def report(
    years: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="ГОД",
            help="Отчётные годы; без них — последний год, за который есть данные.",
        ),
    ] = None,
    data: Data = DATA,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="ПАПКА",
            help="Другая папка, для пробы: номера редакции такой отчёт не получает. Выпускается "
            "он в папке reports рядом с папкой данных.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Сделать отчёт заново, даже если ничего не изменилось.")
    ] = False,
    reason: Annotated[
        str | None,
        typer.Option(
            "--reason",
            metavar="ПРИЧИНА",
            help="Почему отчёт исправлен: печатается в нём, если вышла новая редакция.",
        ),
    ] = None,
    open_pages: Annotated[
        bool, typer.Option("--open", help="Открыть готовый отчёт в браузере.")
    ] = False,
    import_first: Annotated[
        bool,
        typer.Option(
            "--import",
            help="Сначала загрузить то, что лежит в data/inbox; если какой-то файл загрузить "
            "нельзя, отчёт не делается.",
        ),
    ] = False,
) -> None:
    """Сделать отчёт и решение с приложением в reports/<год>/.

    Если в напечатанном что-то изменилось, выходит новая редакция, а прежняя остаётся целой.
    """
    from ..run.alone import notebook_processes
    from .inbox import take_inbox

    if import_first:
        take_inbox(data, errors, otherwise="Отчёт не сделан: чисел в нём могло бы не хватать.")
    several = len(set(years or ())) > 1
    # Begun before all else: they import while this process does.
    with nullcontext() if several else notebook_processes() as calls, errors.progress() as step:
        from ..dataset import find_folder
        from ..editions.numbering import FILE, as_reason, is_aside
        from .console import shown_path

        why = None if reason is None else as_reason(reason)
        if several:
            from ..batch.years import make_years

            editions = make_years(years or (), data, out, step, force=force, reason=why)
        else:
            from ..run.report import make_reports

            editions = make_reports(
                years or (), data, out, step, force=force, reason=why, calls=calls
            )
    is_trial = out is not None and is_aside(out, find_folder(data))
    if why is not None and not (is_trial or any(edition.is_corrected for edition in editions)):
        errors.say(
            "Причина не записана: ни один отчёт не исправлен. Причину редакции, которая уже "
            f"вышла, впишите в {shown_path(find_folder(data) / FILE)} и запустите команду снова."
        )
    for edition in editions:
        errors.say(*edition.notes)
        if not edition.made:
            told = f"Отчёт за {edition.year} год готов и соответствует данным; "
            errors.say(f"{told}сделать отчёт заново — с параметром --force.")
            if edition.touched:
                changed = ", ".join(edition.touched)
                errors.say(f"Изменены после публикации и оставлены: {changed}.")
        if edition.kept:
            kept = ", ".join(edition.kept)
            errors.say(f"Ваши правки сохранены рядом с новыми файлами: {kept}.")
        screen.say(*map(shown_path, edition.files))
        if open_pages:
            show_page(edition.page)
        else:
            errors.say(f"Откройте отчёт в браузере: {shown_path(edition.page)}")
    outdated = say_outdated(data, made=[] if is_trial else [each.year for each in editions])
    if outdated:
        say_renewing(outdated, data)


@group.command(
    epilog="Примеры:\n\n"
    "shegar-metrics verify — все отчёты в reports\n\n"
    "shegar-metrics verify 2022\n\n"
    "shegar-metrics verify D:\\скачано\\2022\n\n"
    "Коды выхода: 0 — документы те же, 1 — отличаются или это не отчёт, 3 — заново не сделать.",
)
def verify(
    editions: Annotated[
        list[str] | None,
        typer.Argument(metavar="ГОД|ПАПКА", help="Годы или папки отчётов; без них — все."),
    ] = None,
    data: Data = DATA,
) -> None:
    """Проверить отчёт: сделать его заново в стороне и сравнить."""
    from ..dataset import find_folder
    from ..editions.verify import find_editions
    from ..editions.verify import verify as verify_edition
    from ..indicators.published import REPORTS
    from ..run.report import make_aside
    from .console import verdict_lines

    codes = [0]
    reports = (find_folder(data).parent / REPORTS).resolve()
    for edition in find_editions(editions or (), data):
        try:
            with errors.progress() as step:
                verdict = verify_edition(edition, make_aside, data, step)
        except Refusal as refusal:  # the others are told all the same
            errors.say(*refusal.lines, style="red")
            codes.append(FAILED if isinstance(refusal, RunFailure) else WRONG_INPUT)
            continue
        screen.say(*verdict_lines(verdict))
        codes.append(0 if verdict.identical else DIFFERS)
        has_changed = bool(verdict.inputs or verdict.indicators)
        if edition.parent == reports and has_changed and not verdict.holds:
            say_next(typed("report", edition.name, data=data), "отчёт по нынешним данным")
    raise typer.Exit(max(codes))


@group.command(
    epilog="Примеры:\n\n"
    "shegar-metrics diff 2022 2023 — два года\n\n"
    "shegar-metrics diff D:\\прежний\\2022 2022 — две редакции одного года",
)
def diff(
    old: Annotated[str, typer.Argument(metavar="ПРЕЖНИЙ", help="Год или папка прежнего отчёта.")],
    new: Annotated[str, typer.Argument(metavar="НОВЫЙ", help="Год или папка нового отчёта.")],
    data: Data = DATA,
) -> None:
    """Показать, чем числа двух отчётов отличаются и почему."""
    from ..editions.verify import find_editions
    from ..indicators.differences import differences
    from ..indicators.published import published
    from .console import difference_table, shown_path

    folders = find_editions([old, new], data)
    found = differences(*(published(folder) for folder in folders))
    if not found:
        screen.say("Числа обоих отчётов одни и те же.")
        return
    screen.show(difference_table(found, *folders))
    page = shown_path(folders[-1] / "annual_report.html")
    errors.say(f"Откуда число, сказано в отчёте, под «Откуда число»: {page}")
