"""The top-k error of made-up logits, `result`, by torch.topk and by counting."""

import torch

SEED = 0
IMAGES = 200
CLASSES = 10
SIGNAL = 2.0
K = 5

# made-up outputs of a network; put those of yours here: logits (images, classes), targets (images,)
images, classes, k = IMAGES, CLASSES, K
generator = torch.Generator().manual_seed(SEED)
targets = torch.randint(classes, (images,), generator=generator)
logits = torch.randn(images, classes, generator=generator)
logits[torch.arange(images), targets] += SIGNAL

guesses = logits.topk(k, dim=1).indices  # the k best classes of every image
hit = (guesses == targets[:, None]).any(dim=1)
result = 1 - hit.double().mean().item()
print(f"top-{k} error: {100 * result:.2f} %, {int((~hit).sum())} of {len(hit)} images")

better = (logits > logits.gather(1, targets[:, None])).sum(dim=1)  # classes ahead of the right one
assert abs((better >= k).double().mean().item() - result) < 1e-9
