"""The training step as a CUDA graph: a small network waits for the launch of its kernels, a graph launches all at once.

Source: https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs
"""

import logging
from collections.abc import Callable

import torch
from torch import Tensor, nn

Result = tuple[Tensor, ...]
_WARM_UP = 3  # PyTorch chooses its kernels in the first calls


class CapturedSteps:
    """Calls step(pictures, labels), from the second call with a shape on as a graph of that shape.

    A shape that comes only once per epoch is run as it is the first time. If anything cannot be captured, every call is
    plain. network and optimizer are what a step changes: the warm-up is undone on them.
    """

    def __init__(
        self, step: Callable[[Tensor, Tensor], Result], network: nn.Module, optimizer: torch.optim.Optimizer
    ) -> None:
        self._step, self._network, self._optimizer = step, network, optimizer
        self._graphs: dict[torch.Size, tuple[torch.cuda.CUDAGraph, Tensor, Tensor, Result]] = {}
        self._seen: set[torch.Size] = set()
        self._works = True

    def __call__(self, pictures: Tensor, labels: Tensor) -> Result:
        shape = pictures.shape
        if not self._works or shape not in self._seen:
            self._seen.add(shape)
            return self._step(pictures, labels)
        if shape not in self._graphs:
            try:
                self._graphs[shape] = self._capture(pictures, labels)
            except RuntimeError as error:  # an operation that a graph cannot hold, or too little memory for one
                logging.getLogger(__name__).warning("training goes on without CUDA graphs: %s", error)
                self._works = False
                self._graphs.clear()
                return self._step(pictures, labels)
        graph, its_pictures, its_labels, results = self._graphs[shape]
        its_pictures.copy_(pictures)
        its_labels.copy_(labels)
        graph.replay()
        return tuple(result.clone() for result in results)

    def _capture(self, pictures: Tensor, labels: Tensor) -> tuple[torch.cuda.CUDAGraph, Tensor, Tensor, Result]:
        pictures, labels = pictures.clone(), labels.clone()
        changed = self._changed()
        kept = [tensor.clone() for tensor in changed]
        stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        stream.wait_stream(torch.cuda.current_stream())
        try:
            with torch.cuda.stream(stream):
                for _ in range(_WARM_UP):
                    self._step(pictures, labels)
            torch.cuda.current_stream().wait_stream(stream)
            self._optimizer.zero_grad()
            graph = torch.cuda.CUDAGraph()
            with torch.cuda.graph(graph):
                result = self._step(pictures, labels)
        finally:
            torch.cuda.synchronize()
            with torch.no_grad():
                for tensor, before in zip(changed, kept, strict=True):
                    tensor.copy_(before)
        return graph, pictures, labels, result

    def _changed(self) -> list[Tensor]:
        """Weights, buffers and the optimiser's memory, which is there since the first plain call."""
        memory = [value for state in self._optimizer.state.values() for value in state.values()]
        return [*self._network.state_dict().values(), *(value for value in memory if isinstance(value, Tensor))]
