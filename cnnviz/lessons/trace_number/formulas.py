"""A traced value in words, as formulas with its numbers, and as a script."""

from typing import TYPE_CHECKING

from cnnviz.lessons.listings.opened import made
from cnnviz.plain import latex
from cnnviz.words import joined, say
from cnnviz.writing import tex
from cnnviz.writing.listings import listing

if TYPE_CHECKING:
    from cnnviz.networks.inside.tracing import Trace

SHOWN = 3  # products of a long sum that are written out


def number(value: float) -> str:
    """Four significant digits.

    >>> number(-0.123456), number(12.0)
    ('-0.1235', '12')
    """
    return f"{value:.4g}"


def in_words(step: "Trace") -> str:
    """What a step does with what it reads, in its own numbers: "max(0, 0.52) = 0.52"."""
    given = number(step.terms[0].value) if step.terms else ""
    kind = step.kind.lower()
    result = number(step.value)
    if kind == "input":
        return say("a pixel as the network gets it: {result}", result=result)
    if kind in ("relu", "relu_"):
        return say("max(0, {given}) = {result}", given=given, result=result)
    if "mean" in step.details:
        d = step.details
        return (
            f"({given} − {number(d['mean'])}) / √({number(d['variance'])} + {number(d['eps'])}) · {number(d['gamma'])}"
            f" + {number(d['beta'])} = {result}"
        )
    if step.terms and step.terms[0].role == step.kind:
        return f"{step.kind}({given}) = {result}"
    if "squares" in step.details:
        d = step.details
        return (
            f"{given} · ({number(d['k'])} + {number(d['alpha'])} · {number(d['squares'])} / {d['size']:.0f})"
            f"^−{number(d['beta'])} = {result}"
        )
    if any(term.role == "winner" for term in step.terms):
        return say(
            "the largest of {terms} values: {result}", terms=sum(term.layer != "" for term in step.terms), result=result
        )
    if len(step.terms) == 1 and step.terms[0].weight == 1:
        return say("the same number in another place: {result}", result=result)
    if step.details:
        return f"{given} × {number(step.terms[0].weight or 0)} = {result}"
    products = sum(term.role not in ("bias", "shift", "constant") for term in step.terms)
    bias = next((term.product for term in step.terms if term.role == "bias"), None)
    total = number(step.total - (bias or 0))
    if bias is None:
        return say("{products:,} products add up to {total} = {result}", products=products, total=total, result=result)
    return say(
        "{products:,} products add up to {total}, + bias {bias} = {result}",
        products=products, total=total, bias=number(bias), result=result,
    )  # fmt: skip


def formulas(steps: "list[Trace]") -> list[str]:
    """The steps from the sum upwards, in LaTeX: the largest products, the sum, the bias, and what follows."""
    lines = []
    last = steps[-1]
    products = sorted((term for term in last.terms if term.layer), key=lambda term: -abs(term.product))
    if not products:
        lines.append(rf"\text{{a pixel}} = {tex.number(last.value)}")
    elif any(term.role == "winner" for term in last.terms):
        listed = ",\\; ".join(tex.number(term.value) for term in products[: SHOWN + 1])
        more = r",\; \dots" if len(products) > SHOWN + 1 else ""
        lines.append(rf"\max({listed}{more}) = {tex.number(last.value)}")
    elif products[0].weight is not None:
        terms = [rf"{tex.factor(term.value)} \cdot {tex.factor(term.weight or 0)}" for term in products[:SHOWN]]
        rest = sum(term.product for term in products[SHOWN:])
        if len(products) > SHOWN:
            more = tex.said(say("{count} more", count=len(products) - SHOWN))
            terms.append(joined([rf"\underbrace{{{tex.factor(rest)}}}_{{", more, "}"], ""))
        others = [term for term in last.terms if not term.layer and term.product]
        terms += [rf"\underbrace{{{tex.factor(term.product)}}}_{{\text{{{term.role}}}}}" for term in others]
        lines.append(joined([joined(terms, " + "), tex.number(last.total)], " = "))
    else:
        lines.append(rf"\texttt{{{latex(last.kind)}}}({tex.number(products[0].value)}) = {tex.number(last.value)}")
    for step in reversed(steps[:-1]):
        given = tex.number(step.terms[0].value)
        if "mean" in step.details:
            d = step.details
            lines.append(
                rf"\frac{{{given} - {tex.factor(d['mean'])}}}"
                rf"{{\sqrt{{{tex.number(d['variance'])} + {tex.number(d['eps'])}}}}}"
                rf" \cdot {tex.factor(d['gamma'])} + {tex.factor(d['beta'])} = {tex.number(step.value)}"
            )
        elif step.kind.lower() in ("relu", "relu_"):
            lines.append(rf"\max(0,\; {given}) = {tex.number(step.value)}")
        elif step.terms[0].weight is None:
            lines.append(rf"\texttt{{{latex(step.kind)}}}({given}) = {tex.number(step.value)}")
        elif step.terms[0].weight != 1:
            lines.append(rf"{given} \cdot {tex.factor(step.terms[0].weight)} = {tex.number(step.value)}")
    return lines


def trace_script(
    name: str, input_size: tuple[int, int, int], layer: str, index: tuple[int, ...], kind: str = "random"
) -> str:
    """A script that traces this value on a random picture and adds its terms up; `found` is the trace."""
    return listing("cnnviz.lessons.trace_number.script", SHAPE=input_size, LAYER=layer, INDEX=index, **made(name, kind))
