"""The same in PyTorch: how often each pixel is used, by its gradient."""

from cnnviz.geometry.axes import Padding
from cnnviz.lessons.listings.pictures import border
from cnnviz.writing.listings import listing


def usage_script(size: int, kernel: int, *, stride: int = 1, padding: Padding = 0, dilation: int = 1) -> str:
    """How often each pixel of an image of size × size is used, as `cnnviz.operations.border.usage_map`: `result` is (H,
    W)."""
    zeros = [[0.0] * size] * size
    window = border(zeros, (kernel, kernel), stride, padding, dilation, "zeros")
    return listing("cnnviz.lessons.border.script", SIZE=size, MIDDLE=size // 2, KERNEL=kernel, **window)
