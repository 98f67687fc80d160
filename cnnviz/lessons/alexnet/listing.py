"""The same in PyTorch: local response normalisation and dropout."""

from cnnviz.writing.listings import listing


def normalisation_script(n: int, k: float, alpha: float, beta: float, percent: int) -> str:
    """A script with torch's own layers on random maps; `result` has the maps behind both."""
    return listing(
        "cnnviz.lessons.alexnet.script", SIZE=n, HALF=n // 2, K=k, ALPHA=alpha, BETA=beta, SHARE=percent / 100
    )
