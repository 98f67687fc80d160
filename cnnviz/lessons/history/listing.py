"""The same in PyTorch: the top-k error."""

from cnnviz.writing.listings import listing


def top_k_script(images: int, classes: int, signal: float, seed: int, k: int) -> str:
    """The top-k error of `cnnviz.networks.top_k.made_up_logits` with torch.topk and by counting; `result` has it."""
    return listing("cnnviz.lessons.history.script", IMAGES=images, CLASSES=classes, SIGNAL=signal, SEED=seed, K=k)
