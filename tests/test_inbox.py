"""What waits in the inbox: taken file by file, or left with the reason; nothing is ever lost."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shegar_metrics.dataset import load
from shegar_metrics.dataset.originals import check_originals
from shegar_metrics.importing import inbox as inbox_module
from shegar_metrics.importing.inbox import Inbox, plan_inbox, take
from shegar_metrics.importing.plan import INBOX, carry_out
from shegar_metrics.importing.storing.journal import read_journal
from shegar_metrics.importing.storing.writing import writing_alone
from shegar_metrics.importing.waiting import UNDONE, WHY, note_of

from .conftest import Cli, add, assert_plain, command, executable
from .importing.test_sitemap import sitemap
from .importing.test_vk_wall import item, march, wall
from .test_importing import HEADER, contents, months_csv, visits_of

GROUP = '{"response": {"groups": [{"id": 1, "screen_name": "x", "members_count": 3000}]}}'
LETTER = "Уважаемые коллеги, направляем сведения"
Put = Callable[[str, str], Path]


@pytest.fixture
def put(data: Path) -> Put:
    """Put a file into the inbox."""

    def put(name: str, text: str) -> Path:
        path = data / INBOX / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put


def took(data: Path) -> Inbox:
    with writing_alone(data):
        inbox = plan_inbox(data)
        take(inbox)
    return inbox


def note(path: Path) -> str:
    return note_of(path).read_text(encoding="utf-8-sig")


def left_in(data: Path) -> list[str]:
    names = sorted(path.name for path in (data / INBOX).iterdir())
    return [name for name in names if name != ".gitignore"]


def originals(data: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((data / "raw").rglob("*.*")) if path.is_file()]


def test_each_file_is_named_as_taken_or_left_with_the_reason(
    data: Path, put: Put, cli: Cli
) -> None:
    put("метрика 2023.csv", months_csv())
    letter = put("письмо.txt", LETTER)
    done = cli("import", cwd=data.parent)
    assert_plain(done, 1)
    assert "метрика 2023.csv — загружен: data/raw/2023/метрика 2023-" in done.stdout
    assert f"письмо.txt — не загружен: это текст, не таблица; начало: «{LETTER}»." in done.stdout
    told = "Файлов в inbox, которые нельзя загрузить, — 1: письмо.txt. Почему — в файлах"
    assert f"{told} «….почему.txt» рядом с ними." in done.stderr
    assert "Теперь: shegar-metrics " in done.stderr
    assert visits_of(data, 2023) == 1200
    assert originals(data) == [months_csv().encode()]
    assert left_in(data) == ["письмо.txt", "письмо.txt.почему.txt"]
    assert LETTER in note(letter)


@pytest.mark.parametrize("mended", [True, False], ids=["mended", "gone"])
def test_a_note_goes_when_its_file_is_taken_or_gone(data: Path, put: Put, mended: bool) -> None:
    path = put("а.csv", LETTER)
    took(data)
    assert left_in(data) == ["а.csv", f"а.csv{WHY}"]
    if mended:
        put("а.csv", months_csv())
    else:
        path.unlink()
    took(data)
    assert left_in(data) == []
    assert visits_of(data, 2023) == (1200 if mended else 0)


def test_a_file_that_is_only_named_like_a_note_is_told_and_stays(data: Path, put: Put) -> None:
    path = put(f"а.csv{WHY}", LETTER)
    assert [*took(data).refused] == [path]
    assert path.read_text(encoding="utf-8") == LETTER


def test_a_file_that_is_only_named_like_a_note_is_not_overwritten(data: Path, put: Put) -> None:
    own = put(f"а.csv{WHY}", LETTER)
    refused = put("а.csv", LETTER)
    assert [*took(data).refused] == [refused, own]
    assert own.read_text(encoding="utf-8") == LETTER


BY_THE_WAY = ("~$Книга.xlsx", "отчёт.csv.crdownload", "Thumbs.db", ".gitkeep", ".~lock.а.ods#")


@pytest.mark.parametrize("name", BY_THE_WAY)
def test_what_programs_leave_there_is_passed_over(
    data: Path, put: Put, cli: Cli, name: str
) -> None:
    path = put(name, "x")
    done = cli("import", cwd=data.parent)
    assert_plain(done, 0)
    assert done.stdout == f"В папке {Path('data', 'inbox')} нет файлов: положите выгрузки в неё.\n"
    assert path.read_text(encoding="utf-8") == "x"


def test_a_folder_is_told_and_not_looked_into(data: Path, put: Put, cli: Cli) -> None:
    put("метрика.csv", months_csv())
    deeper = data / INBOX / "за 2024"
    deeper.mkdir()
    (deeper / "а.csv").write_text(months_csv(year=2024), encoding="utf-8")
    done = cli("import", cwd=data.parent)
    assert_plain(done, 0)
    assert "за 2024 — не файл, а папка или ссылка: что внутри, не загружается." in done.stdout
    assert load(data).years == [2022, 2023]


def test_an_inbox_is_made_where_there_is_none_and_git_does_not_see_it(data: Path, cli: Cli) -> None:
    done = cli("import", cwd=data.parent)
    assert_plain(done, 0)
    assert "Теперь: shegar-metrics import --list" in done.stderr
    assert (data / INBOX / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_a_trial_writes_nothing(data: Path, put: Put, cli: Cli) -> None:
    put("метрика.csv", months_csv())
    put("письмо.txt", LETTER)
    before = contents(data)
    done = cli("import", "--dry-run", cwd=data.parent)
    assert_plain(done, 1)
    assert "метрика.csv — будет загружен: data/raw/2023/" in done.stdout
    assert contents(data) == before


def test_files_that_contradict_each_other_are_both_left(data: Path, put: Put) -> None:
    first = put("а.csv", f"{HEADER}2023-01-01 - 2023-01-31,4113,,\n")
    second = put("б.csv", f"{HEADER}2023-01-01 - 2023-01-31,4200,,\n")
    other = put("в.csv", f"{HEADER}2024-01-01 - 2024-01-31,50,,\n")
    assert [*took(data).taken] == [other]
    assert visits_of(data, 2023) == 0
    for path in (first, second):
        assert "Файлы расходятся друг с другом: а.csv; б.csv." in note(path)
        assert "есть 4113, в файле 4200" in note(path)
    first.unlink()
    assert [*took(data).taken] == [second]
    assert visits_of(data, 2023) == 4200


def test_parts_of_one_export_are_taken_together_or_not_at_all(data: Path, put: Put) -> None:
    first = put("а.xml", sitemap(("/news/2023/01/o-dorogah", "")))
    second = put("б.xml", sitemap(("/news/2023/03/o-vyborah", "")))
    inbox = plan_inbox(data)
    assert [*inbox.taken] == [first, second]
    assert inbox.plan is not None
    assert len(inbox.plan.batches) == 1
    put("б.xml", sitemap(("/news/2023/03/o-vyborah", "")) + "<лишнее")
    assert {first, second} == {*plan_inbox(data).refused}


def test_a_figure_that_contradicts_the_data_is_left_with_both_commands(
    data: Path, put: Put, cli: Cli
) -> None:
    add(data, "visits", period=2023, page="site", visits=999, source="duma-320-2023")
    path = put("за год.csv", f"{HEADER}2023-01-01 - 2023-12-31,1200,,\n")
    assert_plain(cli("import", cwd=data.parent), 1)
    assert "есть 999, в файле 1200" in note(path)
    new = f'shegar-metrics import "{Path("data", "inbox", "за год.csv")}" --prefer new:visits'
    assert f"Взять новое: {new}" in note(path)
    assert f"Оставить прежнее: {new.replace('new:', 'old:')}" in note(path)
    done = cli("import", "data/inbox/за год.csv", "--prefer", "new:visits", cwd=data.parent)
    assert_plain(done, 0)
    assert visits_of(data, 2023) == 1200
    assert left_in(data) == []


def test_a_count_without_a_day_is_asked_for_and_not_dated_by_its_file(
    data: Path, put: Put, cli: Cli
) -> None:
    path = put("группа.json", GROUP)
    assert_plain(cli("import", cwd=data.parent), 1)
    assert "в файле нет даты, за которую это число" in note(path)
    taking = f'Взять так: shegar-metrics import "{Path("data", "inbox", path.name)}" --as-of ДАТА'
    assert taking in note(path)
    named = ("import", str(path), "--as-of", "31.12.2023")
    assert_plain(cli(*named, cwd=data.parent), 0)
    assert "2023-12-31,vk,3000" in (data / "subscribers.csv").read_text(encoding="utf-8")
    assert left_in(data) == []


def test_the_command_for_a_file_names_the_data_where_they_are_others(data: Path, put: Put) -> None:
    path = put("группа.json", GROUP)
    (told,) = plan_inbox(str(data)).refused.values()
    assert told[-1] == f'Взять так: shegar-metrics import "{path}" --as-of ДАТА --data "{data}"'


def test_the_command_for_a_file_names_it_from_where_the_user_is(
    data: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    put("группа.json", GROUP)
    monkeypatch.chdir(data.parents[1])
    near = f"{data.parent.name}/data"
    (told,) = plan_inbox(near).refused.values()
    file = Path(near, "inbox", "группа.json")
    assert told[-1] == f'Взять так: shegar-metrics import "{file}" --as-of ДАТА --data "{near}"'


def test_a_file_with_nothing_new_stays_and_is_no_fault(data: Path, put: Put, cli: Cli) -> None:
    put("а.csv", months_csv())
    took(data)
    same = put("б.csv", months_csv().replace("\n", "\n\n", 1))
    done = cli("import", cwd=data.parent)
    assert_plain(done, 0)
    assert "б.csv — нового в нём нет, оставлен" in done.stdout
    assert "Файл можно удалить." in note(same)


@pytest.mark.parametrize("by", ["inbox", "file"])
@pytest.mark.parametrize("lost", [True, False], ids=["lost", "spoilt"])
def test_a_spoilt_original_is_put_right_from_the_same_file(
    data: Path, put: Put, cli: Cli, lost: bool, by: str
) -> None:
    put("а.csv", months_csv())
    took(data)
    (original,) = (file for file in (data / "raw").rglob("*.csv"))
    journal = (data / "journal.jsonl").read_bytes()
    original.unlink() if lost else original.write_text("испорчен", encoding="utf-8")
    assert check_originals(load(data))
    path = put("снова.csv", months_csv())
    done = cli("import", *([] if by == "inbox" else [str(path)]), cwd=data.parent)
    assert_plain(done, 0)
    told = f"снова.csv уже загружен раньше, но его оригинал raw/2023/{original.name} испорчен"
    assert told in done.stdout
    assert "ничего не записано" not in done.stdout
    if by == "inbox":
        assert "оригинал был испорчен и восстановлен из этого файла: data/raw/" in done.stdout
    assert originals(data) == [months_csv().encode()]
    assert not check_originals(load(data))
    assert left_in(data) == []
    assert (data / "journal.jsonl").read_bytes() == journal


def posts_of(owner: int) -> list[dict[str, Any]]:
    """Return posts of a page of VK, the newest first."""
    return [item(n, march(n), owner_id=-owner, from_id=-owner) for n in (9, 5, 2)]


def test_walls_of_two_pages_are_taken_each_by_itself(data: Path, put: Put) -> None:
    pages = data / "reference" / "pages.csv"
    known = pages.read_text(encoding="utf-8").replace("ВКонтакте,,,,", "ВКонтакте,,,,100", 1)
    pages.write_text(known, encoding="utf-8", newline="\n")
    add(data, "pages", id="vk_duma", platform="vk", title="Дума", external_id="5")
    first = put("адм.json", wall(3, *posts_of(100)))
    other = put("дума.json", wall(3, *posts_of(5)))
    stranger = put("чужая.json", wall(3, *posts_of(7)))
    inbox = took(data)
    assert [*inbox.taken] == [first, other]
    assert [*inbox.refused] == [stranger]
    rows = load(data).rows["engagement"]
    assert {row["page"] for row in rows} == {"vk", "vk_duma"}


def test_long_names_have_each_a_note_of_its_own(data: Path, put: Put) -> None:
    paths = [put(f"{'ы' * 120}{n}.csv", f"{LETTER} {n}") for n in (1, 2)]
    took(data)
    assert all(f"{LETTER} {n}" in note(path) for n, path in enumerate(paths, start=1))
    for path in paths:
        path.unlink()
    took(data)
    assert left_in(data) == []


def test_the_same_file_twice_is_one(data: Path, put: Put) -> None:
    put("а.csv", months_csv())
    put("копия.csv", months_csv())
    took(data)
    assert left_in(data) == []
    assert len(originals(data)) == 1


def test_a_file_outlives_a_stop_before_it_was_moved(
    data: Path, put: Put, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    put("а.csv", months_csv())

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inbox_module, "_remove", stop)
    with pytest.raises(KeyboardInterrupt):
        took(data)
    monkeypatch.undo()
    assert left_in(data) == ["а.csv"]
    assert visits_of(data, 2023) == 1200
    done = cli("import", cwd=data.parent)
    assert_plain(done, 0)
    assert "а.csv — уже загружен раньше, отсюда убран: data/raw/2023/" in done.stdout
    assert left_in(data) == []
    assert len(read_journal(data)) == 1


def test_a_file_that_cannot_be_written_stays(
    data: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put("а.csv", months_csv())
    inbox = plan_inbox(data)
    put("а.csv", months_csv(200))  # somebody saves it anew meanwhile
    with pytest.raises(Exception, match="изменился, пока его читали"):
        take(inbox)
    assert path.exists()
    assert visits_of(data, 2023) == 0


def test_a_file_that_is_saved_anew_meanwhile_stays(
    data: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    def carry_out_slowly(plan: object) -> None:
        carry_out(plan)  # type: ignore[arg-type]
        put("а.csv", months_csv(200))

    path = put("а.csv", months_csv())
    monkeypatch.setattr(inbox_module, "carry_out", carry_out_slowly)
    took(data)
    assert "Пока файл загружался, он изменился." in note(path)
    monkeypatch.undo()
    took(data)
    assert visits_of(data, 2023) == 2400
    assert left_in(data) == []


def test_two_imports_at_once_take_each_file_once(data: Path, put: Put) -> None:
    for month in (1, 2, 3):
        put(f"{month}.csv", f"{HEADER}2023-0{month}-01 - 2023-0{month}-28,10,,\n")
    both = [
        subprocess.Popen(
            [executable(), "import"],
            cwd=data.parent,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    told = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    assert visits_of(data, 2023) == 30
    assert len(read_journal(data)) == 1
    assert left_in(data) == []


def test_taking_an_import_back_keeps_the_file_that_only_the_inbox_had(
    data: Path, put: Put, tmp_path: Path, cli: Cli
) -> None:
    put("а.csv", months_csv())
    took(data)
    done = cli("import", "--undo", cwd=data.parent)
    assert_plain(done, 0)
    kept = data / INBOX / UNDONE / "а.csv"
    assert f"Файл сохранён: {Path('data', INBOX, UNDONE, 'а.csv')}" in done.stdout
    assert kept.read_text(encoding="utf-8") == months_csv()
    assert_plain(cli("import", cwd=data.parent), 0)
    assert visits_of(data, 2023) == 0  # nobody takes it again by himself
    elsewhere = tmp_path / "б.csv"
    elsewhere.write_text(months_csv(), encoding="utf-8")
    assert_plain(cli("import", str(elsewhere), cwd=data.parent), 0)
    assert_plain(cli("import", "--undo", cwd=data.parent), 0)
    assert not (data / INBOX / UNDONE / "б.csv").exists()
    assert elsewhere.exists()


@pytest.mark.parametrize(
    "option", [("--year", "2023"), ("--as", "metrika"), ("--prefer", "new"), ("--allow-part",)]
)
def test_what_is_said_of_a_file_needs_the_file(
    data: Path, put: Put, cli: Cli, option: tuple[str, ...]
) -> None:
    put("а.csv", months_csv())
    done = cli("import", *option, cwd=data.parent)
    assert_plain(done, 2)
    assert "этот параметр — для одного файла или нескольких: назовите их" in done.stderr
    assert visits_of(data, 2023) == 0


def test_faulty_data_are_told_and_no_file_is_blamed(data: Path, put: Put, cli: Cli) -> None:
    add(data, "visits", period=2023, page="site", visits="много", source="duma-320-2023")
    put("а.csv", months_csv())
    done = cli("import", cwd=data.parent)
    assert_plain(done, 1)
    assert "«много» — не целое число" in done.stderr
    assert left_in(data) == ["а.csv"]


def test_a_report_is_not_made_while_a_file_waits_that_cannot_be_taken(
    data: Path, put: Put, cli: Cli
) -> None:
    put("а.csv", months_csv())
    put("письмо.txt", LETTER)
    done = cli("report", "--import", cwd=data.parent)
    assert_plain(done, 1)
    assert done.stdout == ""
    assert "письмо.txt — не загружен" in done.stderr
    assert "Отчёт не сделан: чисел в нём могло бы не хватать." in done.stderr
    assert visits_of(data, 2023) == 1200
    assert not (data.parent / "reports").exists()


@pytest.mark.slow
def test_a_scheduled_report_has_what_came_by_the_inbox(data: Path, put: Put) -> None:
    put("а.csv", months_csv())
    done = command("report", "--import", cwd=data.parent)
    assert_plain(done, 0)
    assert "а.csv — загружен: data/raw/2023/" in done.stderr
    numbers = data.parent / "reports" / "2023" / "indicators.csv"
    assert ",1200," in numbers.read_text(encoding="utf-8-sig")
    assert str(Path("reports", "2023", "manifest.json")) in done.stdout.splitlines()


def test_a_file_that_another_program_holds_is_told_and_removed_the_next_time(
    data: Path, put: Put, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "занят", str(path))

    put("а.csv", months_csv())
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", held)  # as Windows does while Excel has it open
        left = took(data).left
    assert [*left.values()] == [[inbox_module.HELD]]
    named = cli("import", str(Path("data", INBOX, "а.csv")), cwd=data.parent)
    assert_plain(named, 0)
    assert "Данные остались прежними" in named.stdout
    assert left_in(data) == []
