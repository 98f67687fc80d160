"""A value is traced on a random picture and its terms added up: `found` is the trace, `result` the sum."""

import math

import torch

from cnnviz import networks
from cnnviz.lessons.listings.opened_script import network

SHAPE = (1, 32, 32)
LAYER = "features.c1"
INDEX = (0, 0, 0)

torch.manual_seed(0)
image = torch.rand(SHAPE)  # (channels, height, width)
layer, index = LAYER, INDEX
maps = networks.feature_maps(network, image)
found = networks.trace(network, image, layer, index)
for term in sorted(found.terms, key=lambda term: -abs(term.product))[:10]:
    print(term.layer or term.role, term.index, f"{term.value:.4g} × {term.weight} = {term.product:.4g}")
result = math.fsum(term.product for term in found.terms)
print("sum", result, "value", found.value)
assert found.value == float(maps[layer][index])
assert math.isclose(result, found.value, rel_tol=1e-4, abs_tol=1e-5)
