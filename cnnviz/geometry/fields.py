"""Receptive fields of a stack of layers, in exact whole numbers."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from cnnviz.geometry.axes import GeometryError, Padding, is_sequence, resolve_padding, whole
from cnnviz.words import say


class Layer(NamedTuple):
    """One convolution or pooling layer along one axis, for `receptive_field`."""

    kernel: int
    stride: int = 1
    padding: Padding = 0
    dilation: int = 1


class ReceptiveField(NamedTuple):
    """What one layer's units see of the input, along one axis, in input pixels.

    size    pixels from the first to the last pixel that a unit can see
    stride  pixels between the fields of neighbouring units (the jump)
    start   centre of the field of unit 0, on the scale where pixel i has its centre at i and reaches from i - 0.5 to
            i + 0.5; negative if that centre lies in the padding
    first   leftmost pixel of unit 0's field: start - (size - 1) / 2, negative where the field begins in the padding
    """

    size: int
    stride: int
    start: float

    @property
    def first(self) -> int:
        return round(self.start - (self.size - 1) / 2)

    def centre(self, unit: int = 0) -> float:
        """The middle of a unit's field, on the scale of `start`."""
        return self.start + unit * self.stride

    def pixels(self, unit: int = 0) -> range:
        """Pixel indices from one end of a unit's field to the other; negative ones lie in the padding."""
        first = self.first + unit * self.stride
        return range(first, first + self.size)


def receptive_field(layers: Sequence[Layer | Mapping[str, Any] | Sequence[Any]]) -> list[ReceptiveField]:
    """Receptive field after every layer of a stack without branches, along one axis.

    layers are `Layer`s, tuples (kernel, stride, padding, dilation) or mappings with these keys; all but the
    kernel may be left out. With j the stride of the layers below, size grows by d(k - 1)j, the field of unit
    0 moves left by before * j, and the stride becomes s * j. Transposed convolutions are not covered.

    Raises GeometryError that names the layer. Source: Araujo, Norris & Sim 2019, "Computing Receptive Fields
    of Convolutional Neural Networks" (whose u_0 is `first` and whose effective padding is -`first`).

    >>> receptive_field([(3, 1, 1), (2, 2)])[-1]
    ReceptiveField(size=4, stride=2, start=0.5)
    """
    fields = []
    size, jump, first = 1, 1, 0
    for number, given in enumerate(layers, start=1):
        try:
            layer = _read_layer(given)
            before, _ = resolve_padding(layer.kernel, layer.padding, dilation=layer.dilation, stride=layer.stride)
        except GeometryError as error:
            raise GeometryError(
                say("Layer {number}: {why}", number=number, why=error.problem),
                error.fixes,
            ) from None
        size += layer.dilation * (layer.kernel - 1) * jump
        first -= before * jump
        jump *= layer.stride
        fields.append(ReceptiveField(size, jump, first + (size - 1) / 2))
    return fields


def _read_layer(given: Layer | Mapping[str, Any] | Sequence[Any]) -> Layer:
    if isinstance(given, Mapping):
        unknown = [str(key) for key in given if key not in Layer._fields]
        if unknown or "kernel" not in given:
            found = say("has no setting {unknown!r}", unknown=unknown[0]) if unknown else "has no kernel"
            raise GeometryError(
                say("A layer {found}: give kernel, and if needed stride, padding, dilation", found=found)
            )
        given = Layer(**given)
    if not is_sequence(given) or not 1 <= len(given) <= 4:
        raise GeometryError(
            say(
                "A layer cannot be {given!r}: "
                "use (kernel, stride, padding, dilation) or a mapping with these keys, for example (3, 1, 1)",
                given=given,
            )
        )
    layer = Layer(*given)
    return Layer(
        whole("kernel", layer.kernel, 1),
        whole("stride", layer.stride, 1),
        layer.padding,
        whole("dilation", layer.dilation, 1),
    )
