"""What the claim of this lesson comes to: the lengths of both signals and of the result."""

from cnnviz.signals.sliding import Signal
from cnnviz.words import say


def lengths(f: Signal, g: Signal, result: Signal, discrete: bool) -> tuple[bool, str]:
    """Two signals and what one slid over the other gives; discrete: lengths are counted in samples."""
    n, m, k = (len(signal.values) for signal in (f, g, result))
    if discrete:
        told = say(
            "f has {n} samples, g has {m}, and the result **{k}**: n + m − 1, as every overlap counts.", n=n, m=m, k=k
        )
    else:
        a, b, c = (f"{count * f.step:.4g}" for count in (n, m, k))
        told = say(
            "f is {a} long, g is {b} long, and the result is **{c}** long: the lengths add up (but for one dt).",
            a=a, b=b, c=c,
        )  # fmt: skip
    return k == max(n, m), told
