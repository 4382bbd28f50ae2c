"""The version of the model: a fingerprint of everything that can change a result.

A changed formula, default or number in the data changes it. A comment, a docstring, a blank line or
a line ending does not.
"""

from __future__ import annotations

import ast
import hashlib
from functools import cache
from pathlib import Path

#: Kinds of files that can change a result: code, tables, calibrated values.
KINDS = (".py", ".csv", ".toml")
#: Folders from which the tables of the data are built; what they change shows in the tables.
BUILT_FROM = ("data/assumed", "data/build", "data/measured")


def without_comments(source: str) -> str:
    """Python source without comments and docstrings, in one normal form."""
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def fingerprint(package: Path) -> str:
    """Fingerprint of a package: its code without comments and docstrings, and its data.

    Parameters
    ----------
    package : Path
        Folder of the package.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    digest = hashlib.sha256()
    files = [path for path in package.rglob("*") if path.suffix in KINDS]
    for path in sorted(files, key=lambda file: file.relative_to(package).as_posix()):
        if path.parent.relative_to(package).as_posix() in BUILT_FROM:
            continue
        content = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            content = without_comments(content)
        digest.update(path.relative_to(package).as_posix().encode() + b"\0")
        digest.update(content.encode() + b"\0")
    return digest.hexdigest()[:16]


@cache
def model_version() -> str:
    """Fingerprint of the model that this process runs."""
    return fingerprint(Path(__file__).parents[1])
