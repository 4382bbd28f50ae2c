"""Commands that report all mistakes of their arguments together, before anything is run."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable
from typing import Any

import click


class MistakesError(Exception):
    """Mistakes of the user; nothing was run.

    Attributes
    ----------
    lines : list of str
        One line per mistake.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = list(lines)
        super().__init__("\n".join(self.lines))


def mistake_lines(error: Exception) -> list[str] | None:
    """Return one line per mistake of the user that an error reports; None for other errors."""
    from experiments.errors import RequestError

    if isinstance(error, MistakesError):
        return error.lines
    if isinstance(error, click.ClickException):
        path = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else ""
        hint = f" (see {path} --help)" if path else ""
        return [" ".join(error.format_message().split()) + hint]
    if isinstance(error, RequestError):
        return [str(error)]
    if "simulation.core.errors" in sys.modules:
        from simulation.core.errors import ScenarioError

        if isinstance(error, ScenarioError):
            return error.problems
    return None


class Mistakes:
    """Mistakes that are collected until all arguments are checked.

    ``with mistakes:`` collects those that the block raises; the block ends at the first error.
    """

    def __init__(self) -> None:
        self._lines: dict[str, None] = {}

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> bool:
        lines = mistake_lines(error) if isinstance(error, Exception) else None
        self._lines.update(dict.fromkeys(lines or ()))
        return lines is not None

    def usage(self, ctx: click.Context, problems: Iterable[str]) -> None:
        """Add mistakes in the use of a command; each line names the help of the command."""
        for problem in problems:
            with self:
                ctx.fail(problem)

    def stop(self) -> None:
        """Raise a :class:`MistakesError` if there are mistakes."""
        if self._lines:
            raise MistakesError(self._lines)


#: Checks options that depend on each other and reads the files that they name. It adds mistakes;
#: what it returns is ``ctx.obj``. Options with a mistake are None; those that may be repeated have
#: the values without a mistake.
Prepare = Callable[[click.Context, Mistakes], Any]


class Command(click.Command):
    """A command that runs only if none of its arguments has a mistake.

    The function gets only the options that it takes; others are for `prepare`.

    Parameters
    ----------
    *args, **kwargs
        As for :class:`click.Command`.
    prepare : callable, optional
        See :data:`Prepare`.
    """

    def __init__(self, *args: Any, prepare: Prepare | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare = prepare

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the arguments; mistakes are collected instead of raised."""
        ctx.obj = mistakes = Mistakes()
        try:
            return super().parse_args(ctx, list(args))
        except click.UsageError:
            readable = self._readable(ctx, args, mistakes)
            repeated = self._collect(ctx, readable, mistakes)
        # read again: options with a mistake become None
        ctx.params.clear()
        ctx.resilient_parsing = True
        rest = super().parse_args(ctx, readable)
        ctx.resilient_parsing = False
        ctx.params.update(repeated)
        return rest

    def _readable(self, ctx: click.Context, args: list[str], mistakes: Mistakes) -> list[str]:
        """Return arguments in which all options exist and have a value.

        An unknown option is read as the nearest one, so that its value is not read as an argument.
        If none is near, its mistake is reported alone: the arguments after it are ambiguous.
        """
        args = list(args)
        while True:
            try:
                self.make_parser(ctx).parse_args(args=list(args))
                return args
            except (click.NoSuchOption, click.BadOptionUsage) as error:
                error.ctx = error.ctx or ctx
                with mistakes:
                    raise
                name, nearest = error.option_name, getattr(error, "possibilities", None)
                places = [at for at, arg in enumerate(args) if arg.partition("=")[0] == name]
                if not places or (isinstance(error, click.NoSuchOption) and not nearest):
                    mistakes.stop()
                last = places[-1]
                right = [nearest[0] + args[last].removeprefix(name)] if nearest else []
                args[last : last + 1] = right

    def _collect(
        self, ctx: click.Context, args: list[str], mistakes: Mistakes
    ) -> dict[str, tuple[Any, ...]]:
        """Collect the mistakes of each option, value by value.

        Returns
        -------
        dict
            Values without a mistake of options that may be repeated.
        """
        values, rest, _ = self.make_parser(ctx).parse_args(args=list(args))
        scratch = click.Context(self, ctx.parent, ctx.info_name)
        repeated: dict[str, tuple[Any, ...]] = {}
        for option in self.params:
            name, given = str(option.name), values.get(str(option.name))
            each = [{} if given is None else {name: given}]
            if may_repeat := option.nargs == -1 or getattr(option, "multiple", False):
                repeated[name] = ()
                if isinstance(given, list | tuple) and given:
                    each = [{name: [value]} for value in given]
            for own in each:
                with mistakes:
                    value, _ = option.handle_parse_result(scratch, own, [])
                    if may_repeat:
                        repeated[name] += tuple(value or ())
        if rest:
            noun = "argument" if len(rest) == 1 else "arguments"
            mistakes.usage(ctx, [f"Got unexpected extra {noun} ({' '.join(rest)})"])
        return repeated

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command if there are no mistakes."""
        mistakes = ctx.obj
        ctx.obj = self.prepare(ctx, mistakes) if self.prepare else None
        mistakes.stop()
        assert self.callback is not None
        taken = inspect.signature(self.callback).parameters
        ctx.params = {name: value for name, value in ctx.params.items() if name in taken}
        return super().invoke(ctx)
