"""Finds the spots of a Python module that may be changed: a comparison, a condition, a number, a return, a raise."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.mutants.spots import Mutant

ROOT = Path(__file__).parents[2]
_OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def _changes(node: ast.AST) -> Iterator[tuple[str, str, object]]:
    """Yield each change of one node: its kind, the field that changes, and what then stands there."""
    match node:
        case ast.Compare(ops=[*ops]):
            for place, one in enumerate(ops):
                yield "comparison", "ops", [*ops[:place], _OTHER[type(one)](), *ops[place + 1 :]]
        case ast.BoolOp(op=op):
            yield "junction", "op", _OTHER[type(op)]()
        case ast.Constant(value=int(number)) if not isinstance(number, bool):
            yield "number", "value", number + 1
        case ast.Return(value=value) if value is not None and not _is_none(value):
            yield "returned", "value", ast.Constant(None)
        case ast.If() | ast.IfExp():
            yield from (("condition", "test", ast.Constant(always)) for always in (True, False))
        case ast.comprehension(ifs=ifs):
            yield from (("condition", "ifs", [*ifs[:at], *ifs[at + 1 :]]) for at in range(len(ifs)))
    for name, value in ast.iter_fields(node):
        if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.Not):
            yield "negation", name, value.operand
        if isinstance(value, list):
            for at, one in enumerate(value):
                if isinstance(one, ast.Raise):
                    yield "raise", name, [*value[:at], ast.copy_location(ast.Pass(), one), *value[at + 1 :]]
                if isinstance(one, ast.UnaryOp) and isinstance(one.op, ast.Not):
                    yield "negation", name, [*value[:at], one.operand, *value[at + 1 :]]


def _is_none(value: ast.AST) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def mutants_of(file: str, text: str) -> Iterator[Mutant]:
    """Yield every mutant of one module; its text is written again from the syntax tree, so that comments are lost."""
    tree = ast.parse(text)
    for node in list(ast.walk(tree)):
        for kind, field, new in list(_changes(node)):
            old, before = getattr(node, field), _shown(node)
            setattr(node, field, new)
            line = _line(node) if kind != "raise" else next(one for one in new if isinstance(one, ast.Pass)).lineno
            yield Mutant(
                file=file, line=line, kind=kind, before=before, after=_shown(node), text=f"{ast.unparse(tree)}\n"
            )
            setattr(node, field, old)


def _line(node: ast.AST) -> int:
    return node.target.lineno if isinstance(node, ast.comprehension) else int(getattr(node, "lineno", 1))


def _shown(node: ast.AST) -> str:
    match node:
        case ast.If() | ast.IfExp():
            return f"if {ast.unparse(node.test)}"
        case ast.comprehension():
            return ast.unparse(node)
        case ast.stmt() | ast.ExceptHandler() if hasattr(node, "body"):
            return " ".join(ast.unparse(node).split())[-80:]
    return " ".join(ast.unparse(node).split())


def all_mutants(named: list[str]) -> list[Mutant]:
    """Return every mutant of the modules whose path contains one of these texts, as far as their first colon."""
    named = [one.split(":")[0] for one in named]
    paths = sorted(ROOT.glob("reporter/**/*.py"))
    files = [(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]
    return [one for file, text in files if any(name in file for name in named) for one in mutants_of(file, text)]
