"""Output sizes and receptive fields of convolution and pooling, in exact whole numbers.

Sizes are in `cnnviz.geometry.sizes`, receptive fields in `cnnviz.geometry.fields`; the rules of whole layers are
in `cnnviz.geometry.layer`, the reverse questions in `cnnviz.geometry.backwards`. Nothing here needs torch.
"""

from cnnviz.geometry.axes import GeometryError, resolve_padding, same_padding
from cnnviz.geometry.fields import Layer, ReceptiveField, receptive_field
from cnnviz.geometry.sizes import output_size, transposed_output_size, unused_at_end

__all__ = [
    "GeometryError",
    "Layer",
    "ReceptiveField",
    "output_size",
    "receptive_field",
    "resolve_padding",
    "same_padding",
    "transposed_output_size",
    "unused_at_end",
]
