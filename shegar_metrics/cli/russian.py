"""The command line itself in Russian: its help, and what is wrong with what was typed.

Typer has its sentences in English and takes no catalogue of others. So the commands here lay out
their help by the methods that Typer leaves to a subclass, and what it raises about a command
that was typed wrongly is told anew from what the error holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any, TypeAlias, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

# Typer has no public names for the classes of its contexts, parameters and formatters.
Context: TypeAlias = Any
Parameter: TypeAlias = Any
Formatter: TypeAlias = Any

Function = TypeVar("Function", bound=Callable[..., Any])

USAGE = 2
EXAMPLE = "shegar-metrics "
HELP = "Показать эту справку и выйти."


class _InRussian:
    """How a command lays out its help."""

    params: list[Any]
    epilog: str | None
    get_params: Callable[[Context], list[Parameter]]

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """Name what is typed after the command."""
        needed = [p for p in self.params if p.required and not _is_argument(p)]
        typed = [*filter(_is_argument, self.params), *needed]
        return [*map(_in_usage, typed), "[ПАРАМЕТРЫ]"]

    def format_usage(self, ctx: Context, formatter: Formatter) -> None:
        """Write how the command is typed."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix="Как вызвать: ")

    def format_options(self, ctx: Context, formatter: Formatter) -> None:
        """Write what each argument and each option means."""
        every = self.get_params(ctx)
        for title, shown in (
            ("Что указать", [p for p in every if _is_argument(p)]),
            ("Параметры", [p for p in every if not _is_argument(p)]),
        ):
            if shown:
                with formatter.section(title):
                    formatter.write_dl([(_typed(p), _meaning(p)) for p in shown])

    def format_epilog(self, ctx: Context, formatter: Formatter) -> None:
        """Write the examples, each command in one piece, and what else is to be said."""
        for paragraph in (self.epilog or "").split("\n\n"):
            if not paragraph.startswith(EXAMPLE):
                formatter.write_paragraph()
                formatter.write_text(paragraph)
            elif len(paragraph) <= formatter.width:
                formatter.write(f"  {paragraph}\n")
            else:
                command, _, meaning = paragraph.partition(" — ")
                formatter.write(f"  {command}\n")
                if meaning:
                    formatter.write_dl([("     —", meaning)])


class Command(_InRussian, TyperCommand):
    """A command with its help in Russian."""

    allow_extra_args = True  # they are refused here, in Russian

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read what was typed after the command."""
        with _said_of(ctx):
            rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            ctx.fail(f"Лишнее в команде: {' '.join(rest)}.")
        return rest


class Group(_InRussian, TyperGroup):
    """A group of commands with its help in Russian."""

    def collect_usage_pieces(self, ctx: Context) -> list[str]:
        """Name what is typed after the group."""
        return ["КОМАНДА", "[ПАРАМЕТРЫ]"]

    def format_options(self, ctx: Context, formatter: Formatter) -> None:
        """Write the commands of the group, then its own options."""
        with formatter.section("Команды"):
            formatter.write_dl([(name, _first_line(self.commands[name])) for name in self.commands])
        super().format_options(ctx, formatter)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read what was typed after the group; without a command there is its help to read."""
        typed = list(args)
        if not typed:
            typer.echo(ctx.get_help(), err=True)
            ctx.exit(USAGE)
        with _said_of(ctx):
            rest = super().parse_args(ctx, args)
        if all(each.startswith("-") for each in typed) and not ctx.resilient_parsing:
            ctx.fail(f"Команда не названа. Есть: {', '.join(self.commands)}.")
        return rest

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Find the command that was typed."""
        name = args[0]
        if name not in self.commands and not ctx.resilient_parsing:
            near = get_close_matches(name, self.commands, n=1)
            hint = f"Похоже на: {near[0]}" if near else f"Есть: {', '.join(self.commands)}"
            ctx.fail(f"Команды «{name}» нет. {hint}.")
        return super().resolve_command(ctx, args)


class Commands(typer.Typer):
    """Commands and groups of them, each with its help in Russian."""

    def __init__(self, **options: Any) -> None:
        super().__init__(cls=Group, rich_markup_mode=None, **options)

    def command(self, name: str | None = None, **options: Any) -> Callable[[Function], Function]:
        """Register a function as a command."""
        return super().command(name, cls=Command, **options)


@contextmanager
def _said_of(ctx: Context) -> Iterator[None]:
    """Note of which command an error is; Typer leaves it out of some."""
    try:
        yield
    except typer.TyperException as error:
        error.ctx = ctx  # type: ignore[attr-defined]
        raise


def usage_lines(error: typer.TyperException) -> Iterator[str]:
    """Yield lines on a command that was typed wrongly: what is wrong, and how it is typed."""
    yield _what_is_wrong(error)
    context = getattr(error, "ctx", None)
    if context is not None:
        yield from context.get_usage().splitlines()
        yield f"Справка: {context.command_path} --help"


def _what_is_wrong(error: Any) -> str:
    if isinstance(error, typer.BadParameter):
        parameter: Parameter = error.param
        named = error.param_hint or (_typed(parameter) if parameter else "Команда")
        if error.message:
            return f"{named}: {error.message.rstrip('.')}."
        return f"Не указано: {named}. {parameter.help}"
    option = getattr(error, "option_name", None)
    if option is None:
        return str(error.message)
    known = {name: p for p in error.ctx.command.get_params(error.ctx) for name in p.opts}
    if option in known:
        wanted = "значения не нужно" if known[option].is_flag else "нужно значение"
        return f"{_typed(known[option])}: {wanted}."
    near = get_close_matches(option, known, n=1)
    return f"Параметра {option} нет." + (f" Похоже на: {near[0]}." if near else "")


def _is_argument(parameter: Parameter) -> bool:
    return bool(parameter.param_type_name == "argument")


def _typed(parameter: Parameter) -> str:
    """Write a parameter as it is typed: ``ГОД``, ``--out ПАПКА``, ``--force``."""
    if _is_argument(parameter):
        return str(parameter.metavar)
    return " ".join(filter(None, (", ".join(parameter.opts), parameter.metavar)))


def _in_usage(parameter: Parameter) -> str:
    several = "..." if parameter.nargs == -1 else ""
    return _typed(parameter) + several if parameter.required else f"[{_typed(parameter)}]{several}"


def _meaning(parameter: Parameter) -> str:
    meaning = HELP if parameter.name == "help" else parameter.help
    return f"{meaning} Обязательно." if parameter.required else meaning


def _first_line(command: Any) -> str:
    return str(command.help).partition("\n\n")[0].replace("\n", " ")
