"""Render the formulas of docstrings and pages as MathML, which browsers show without a script.

Formulas are written as inline code that is legible as it stands: ``F = 1 − Σ_k ω_k (d_k − e_k)₊``.
Names of parameters stay whole; other underscores, ``^`` and raised or lowered characters are set as
indices and powers, roots as roots. Longer equations stand on lines of their own, where a quotient
of two products is a fraction. Each term is an element of its own, so that lines can break between
terms.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from html import escape

from simulation.settings import parameter_table

#: Code is a formula if one of these stands in it, between blanks or next to what it belongs to.
_OPERATORS = re.compile(r" (=|\+|−|-|·|/|∝|←|≤|≥|\+=|−=|\*=) |[Σ√₊²·]|_\{|^∝|\^\(")
_LETTER = r"[^\W\d_²³½¾¼₀-₉]\u0304?"
_TOKEN = re.compile(
    rf"""(?P<space>\s+)
    |(?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?|\.\d+|[½¾¼])
    |(?P<sign><=|>=|\+=|−=|\*=|-=|←|[=+−\-·∝≤≥<>±≈×|,:…∫]|\*(?=\s))
    |(?P<name>(?:Δ(?={_LETTER})|Σ|Π|(?:{_LETTER})(?:{_LETTER}|\d|-(?=[a-z]{{2}}))*)
        (?:_(?=[^\W_{{(])(?:{_LETTER}|[\d_])+|(?<=[a-z]{{2}})'(?=\s))?)
    |(?P<raised>[²³]|['*])
    |(?P<lowered>[₀-₉]+|[₊₋])
    |(?P<index>_)|(?P<power>\^)|(?P<root>√)
    |(?P<open>[(\[{{])|(?P<close>[)\]}}])|(?P<over>/)""",
    re.VERBOSE,
)
_SIGNS = {"<=": "≤", ">=": "≥", "-": "−", "-=": "−=", "*": "·"}
_RELATIONS = {"=", "←", "≤", "≥", "<", ">", "∝", "+=", "−=", "*=", "≈"}
_SUMS = {"+", "−", "±", ",", ":", "|"} | _RELATIONS
_FUNCTIONS = {"sqrt": "√"}
#: Longer formulas with a relation stand on lines of their own.
_LONG = 44
_RELATION = re.compile(r" (=|←|∝|\+=|−=|\*=) ")
_GAP = '<mspace width="0.25em"/>'


@dataclass
class _Node:
    """One operand or sign: its MathML, and what decides about the space around it."""

    xml: str
    kind: str
    text: str = ""
    spaced: bool = False
    inner: str = field(default="")


class _UnreadableError(ValueError):
    """The code is not a formula."""


@cache
def _parameter_names() -> frozenset[str]:
    return frozenset(name.rpartition(".")[2] for name, _, _ in parameter_table())


def is_formula(code: str) -> bool:
    """Whether inline code is a formula that can be rendered."""
    return rendered(code) is not None


@cache
def rendered(code: str) -> str | None:
    """MathML of a formula; None if the code is no formula."""
    if not _OPERATORS.search(code):
        return None
    text = unicodedata.normalize("NFD", " ".join(code.split()))
    text = "".join(unicodedata.normalize("NFC", c) if c != "\u0304" else c for c in text)
    try:
        tokens = _tokens(text)
        nodes, rest = _sequence(tokens, 0, "")
    except _UnreadableError:
        return None
    if rest != len(tokens):
        return None
    block = len(text) > _LONG and bool(_RELATION.search(text))
    style = ' displaystyle="true"' if block else ""
    terms = [f"<math{style}><mrow>{term}</mrow></math>" for term in _terms(nodes, stacked=block)]
    terms[1:] = [term.replace("<mo>", '<mo form="infix" lspace="0">', 1) for term in terms[1:]]
    return f'<span class="equation{" block" if block else ""}">{" ".join(terms)}</span>'


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise _UnreadableError
        tokens.append((str(match.lastgroup), match[0]))
        at = match.end()
    return tokens


def _sequence(tokens: list[tuple[str, str]], at: int, closing: str) -> tuple[list[_Node], int]:
    """Operands and signs up to a closing bracket."""
    nodes: list[_Node] = []
    spaced = False
    while at < len(tokens):
        kind, text = tokens[at]
        if kind == "close":
            if text != closing:
                raise _UnreadableError
            return nodes, at
        if kind == "space":
            spaced, at = True, at + 1
            continue
        if kind in ("raised", "lowered", "index", "power"):
            if not nodes or spaced:
                raise _UnreadableError
            script, at = _script(tokens, at)
            nodes[-1] = _with_script(nodes[-1], script, kind in ("raised", "power"))
            continue
        node, at = _operand(tokens, at)
        node.spaced = spaced
        nodes.append(node)
        spaced = False
    if closing:
        raise _UnreadableError
    return nodes, at


def _operand(tokens: list[tuple[str, str]], at: int) -> tuple[_Node, int]:
    kind, text = tokens[at]
    if kind == "open":
        inside, end = _sequence(tokens, at + 1, {"(": ")", "[": "]", "{": "}"}[text])
        left, right = (f'<mo stretchy="false">{b}</mo>' for b in (text, tokens[end][1]))
        inner = f"<mrow>{''.join(_terms(inside))}</mrow>"
        return _Node(f"<mrow>{left}{inner}{right}</mrow>", "group", text, inner=inner), end + 1
    if kind == "root" or text in _FUNCTIONS:
        if at + 1 == len(tokens) or tokens[at + 1][0] not in ("open", "name", "number"):
            raise _UnreadableError
        argument, end = _operand(tokens, at + 1)
        return _Node(f"<msqrt>{argument.inner or argument.xml}</msqrt>", "operand"), end
    if kind == "name":
        return _Node(_name(text), "sum" if text[0] in "ΣΠ" else "operand", text), at + 1
    if kind == "number":
        return _Node(f"<mn>{text}</mn>", "operand"), at + 1
    if kind in ("sign", "over"):
        text = _SIGNS.get(text, text)
        return _Node(f"<mo>{escape(text)}</mo>", kind, text), at + 1
    raise _UnreadableError


def _name(text: str) -> str:
    """A name, split into base and index unless it is that of a parameter."""
    base, _, index = text.rpartition("_")
    single = text.partition("_")
    if text in _parameter_names() or not base:
        base, index = text, ""
    elif len(single[0].replace("\u0304", "")) == 1:
        base, _, index = single
    elif len(index) > 3:
        base, index = text, ""
    if base in ("Σ", "Π"):
        sign = "∑" if base == "Σ" else "∏"
        if not index:
            return f"<mo>{sign}</mo>"
        return f"<munder><mo>{sign}</mo>{_letters(index)}</munder>"
    return f"<msub>{_letters(base)}{_letters(index)}</msub>" if index else _letters(base)


def _letters(text: str) -> str:
    plain = text.replace("\u0304", "")
    if plain != text:
        return f'<mover accent="true"><mi>{plain}</mi><mo stretchy="false">¯</mo></mover>'
    return f"<mn>{text}</mn>" if text.isdigit() else f"<mi>{escape(text, quote=False)}</mi>"


def _script(tokens: list[tuple[str, str]], at: int) -> tuple[str, int]:
    """MathML of an index or a power, without the brackets that only hold it together."""
    kind, text = tokens[at]
    if kind in ("raised", "lowered"):
        plain = {"'": "′", "*": "∗"}.get(text) or unicodedata.normalize("NFKC", text)
        return (f"<mn>{plain}</mn>" if plain.isdigit() else f"<mo>{plain}</mo>"), at + 1
    if at + 1 == len(tokens) or tokens[at + 1][0] not in ("open", "name", "number"):
        raise _UnreadableError
    script, end = _operand(tokens, at + 1)
    keep = kind == "index" and script.text == "("
    return f"<mrow>{script.xml if keep else script.inner or script.xml}</mrow>", end


def _with_script(node: _Node, script: str, raised: bool) -> _Node:
    """The node with an index or a power; a power joins an index that is there."""
    if node.kind == "sign" and node.text != "∫":
        raise _UnreadableError
    under, over = ("munder", "munderover") if node.kind == "sum" else ("msub", "msubsup")
    if script == "<mo>′</mo>":
        xml = f"<mrow>{node.xml}{script}</mrow>"
    elif raised and node.xml.startswith(f"<{under}>"):
        inner = node.xml.removeprefix(f"<{under}>").removesuffix(f"</{under}>")
        xml = f"<{over}>{inner}{script}</{over}>"
    else:
        tag = "msup" if raised else under
        xml = f"<{tag}>{node.xml}{script}</{tag}>"
    return _Node(xml, node.kind if node.kind == "sum" else "operand", node.text, node.spaced)


def _terms(nodes: list[_Node], *, stacked: bool = False) -> list[str]:
    """MathML of each term, with the sign before it."""
    rows: list[str] = []
    term: list[_Node] = []
    sign = ""
    for node in [*nodes, None]:
        if node is None or (node.kind == "sign" and node.text in _SUMS):
            if term or sign:
                first, *factors = _factors(term) if stacked else [term]
                rows.append(sign + _term(first, stacked))
                rows += [_product(factor, bare=True) for factor in factors]
            term, sign = [], ""
            if node is not None:
                sign = node.xml
        else:
            term.append(node)
    return rows


def _factors(nodes: list[_Node]) -> list[list[_Node]]:
    """Split a product without a slash before each dot, so that lines can break there."""
    if any(node.kind == "over" for node in nodes):
        return [nodes]
    dots = [at for at, node in enumerate(nodes) if node.text == "·"]
    return [nodes[at:end] for at, end in zip([0, *dots], [*dots, len(nodes)], strict=True)]


def _term(nodes: list[_Node], stacked: bool) -> str:
    """A product; as a fraction if it may be one and a slash divides two products."""
    slashes = [at for at, node in enumerate(nodes) if node.kind == "over" and node.spaced]
    if stacked and len(slashes) == 1 and 0 < slashes[0] < len(nodes) - 1:
        above, below = nodes[: slashes[0]], nodes[slashes[0] + 1 :]
        if below[0].kind == "sum" or not any(node.text == "·" for node in below):
            return f"<mfrac>{_product(above)}{_product(below)}</mfrac>"
    return _product(nodes, bare=True)


def _product(nodes: list[_Node], *, bare: bool = False) -> str:
    """Operands side by side; brackets around a whole numerator or denominator are not needed."""
    if len(nodes) == 1 and nodes[0].text == "(" and nodes[0].inner and not bare:
        return nodes[0].inner
    parts: list[str] = []
    for before, node in zip([None, *nodes], nodes, strict=False):
        signs = {before.kind if before else "sign", node.kind} & {"sign", "over"}
        parts += [_GAP] * (node.spaced and not signs) + [node.xml]
    return "".join(parts) if bare else f"<mrow>{''.join(parts)}</mrow>"
