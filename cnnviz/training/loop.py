"""The training loop: one step, one evaluation, and a state from which it goes on bit by bit as if never interrupted.

All random numbers follow from the recipe's seed and a count. The order of the pictures in an epoch is drawn from
(seed, epoch), the dropout and the augmentation of a step from (seed, step): so nothing of a random generator has to be
kept, and several runs may take turns in one process.
"""

import math
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from cnnviz.data import subset
from cnnviz.networks import small
from cnnviz.networks.steps import evaluating
from cnnviz.networks.weight_files import load_weights, part
from cnnviz.training.device import choose_device
from cnnviz.training.preparation import Preparation
from cnnviz.training.recipe import TERMS, Recipe, steps_per_epoch
from cnnviz.training.tasks import task_of, turned
from cnnviz.words import say

if TYPE_CHECKING:
    from cnnviz.data.dataset import Dataset

MOMENTUM = 0.9
EVALUATED_AT_ONCE = 512
_LARGE = 256 * 2**20  # bytes of float pictures; beyond it they stay uint8 and are normalised batch by batch

Batch = tuple[Tensor, Tensor]
Result = tuple[Tensor, ...]  # loss, measure, terms of the loss


class NotANumber(ValueError):
    """The loss became infinite or not a number; `step` says at which step, `rows` are the steps before it."""

    def __init__(self, step: int, learning_rate: float, rows: list[dict[str, Any]]) -> None:
        super().__init__(
            say(
                "The loss is no longer a number since step {step}: go back to an earlier snapshot and lower the "
                "learning rate, which was {learning_rate:.3g}.",
                step=step,
                learning_rate=learning_rate,
            )
        )
        self.step, self.rows = step, rows


class Trainer:
    """Trains the network of a recipe on a data set, step by step.

    dataset is the given one with only the recipe's number of training examples. step is the number of steps done,
    epoch the number of epochs completed. A last batch of a single picture is left
    out of each epoch unless batches are that small, because batch norm has nothing to compare in it.

    Raises ValueError with a sentence if recipe and data do not fit together.
    """

    def __init__(self, recipe: Recipe, dataset: "Dataset", *, device: torch.device | str | None = None) -> None:
        self.recipe, self.dataset = recipe, subset(dataset, recipe.examples, recipe.seed)
        self.device = choose_device(recipe.device) if device is None else torch.device(device)
        if not len(self.dataset.train):
            raise ValueError("There are no pictures to train on: add some to each class.")
        if not len(self.dataset.validation):
            raise ValueError("There are no pictures to check the network on: add at least two to a class.")
        self.task, self._terms = task_of(recipe, self.dataset), TERMS[recipe.task]
        self.preparation = Preparation.of(recipe, dataset)
        channels = dataset.images.shape[1]
        network = small.build(recipe, channels, self.preparation.size, len(dataset.classes))
        if recipe.batch_size == 1 and any(
            isinstance(layer, nn.modules.batchnorm._BatchNorm) for layer in layers(network)
        ):
            raise ValueError("Batch norm compares the pictures of a batch: use a batch size of at least 2 with it.")
        if recipe.task != "classification":
            network = network.to(memory_format=torch.channels_last)  # a quarter faster where maps are large
        self.network = network.to(self.device)
        self.optimizer = _optimizer(recipe, self.network)
        self._pictures, self._targets = self._resident(self.dataset.train)
        self._validation: Batch | None = None
        self.steps_per_epoch = steps_per_epoch(len(self._targets), recipe.batch_size)
        self.total_steps = self.steps_per_epoch * recipe.epochs
        self.step = 0
        self.changes: list[tuple[int, float]] = [(0, recipe.learning_rate)]
        self._random = any(isinstance(layer, nn.Dropout) and layer.p > 0 for layer in layers(network))
        self._order: tuple[int, Tensor] | None = None
        self._pending: list[dict[str, Any]] = []
        self._scores: dict[str, tuple[int, Tensor]] = {}
        self._compute: Callable[[Tensor, Tensor], Result] = self._plain_step
        self._prepare_device()

    # Where the run stands

    @property
    def epoch(self) -> int:
        """Epochs completed."""
        return self.step // self.steps_per_epoch

    @property
    def finished(self) -> bool:
        """Whether all epochs are done."""
        return self.step >= self.total_steps

    @property
    def learning_rate(self) -> float:
        """The learning rate of the next step, or of the last one when all are done."""
        return self.changes[-1][1] * self._factor()

    def set_learning_rate(self, value: float) -> None:
        """Go on with this learning rate; a schedule goes on in proportion.

        `changes` keeps (step, learning rate before the schedule's factor), so that a script can do the same. Raises
        ValueError if value is not a positive number.
        """
        if not (math.isfinite(value) and value > 0):
            raise ValueError(say("The learning rate cannot be {value}: use a number above 0.", value=value))
        if self.changes[-1][0] == self.step:
            self.changes.pop()
        self.changes.append((self.step, value / self._factor()))

    def _factor(self) -> float:
        return schedule_factor(self.recipe.schedule, min(self.step, self.total_steps - 1), self.total_steps)

    # Training

    def train_step(self) -> dict[str, Any]:
        """One step of the optimiser; returns its row, whose loss and accuracy are still tensors.

        The row has step and epoch (both counted from 1), loss and accuracy of the batch before the step,
        learning_rate, and the terms of the loss where the task has some; accuracy is the measure of the task.
        Reading a number off the device makes the loop wait, so read rows with `flush`. Raises ValueError if the run is
        finished.
        """
        if self.finished:
            raise ValueError(
                say("All {epochs} epochs are done: start a new run to train further.", epochs=self.recipe.epochs)
            )
        rate = self.learning_rate
        for group in self.optimizer.param_groups:
            if isinstance(group["lr"], Tensor):
                group["lr"].fill_(rate)
            else:
                group["lr"] = rate
        pictures, targets = self._next_batch()
        loss, accuracy, terms = self._compute(pictures, targets)
        epoch = self.epoch + 1
        self.step += 1
        row = {"step": self.step, "epoch": epoch, "loss": loss, "accuracy": accuracy, "learning_rate": rate}
        row |= dict(zip(self._terms, terms.unbind(), strict=True))
        self._pending.append(row)
        return row

    def flush(self) -> list[dict[str, Any]]:
        """The rows of all steps since the last flush, as plain numbers, oldest first.

        Call it every few steps, and before `evaluate` and `state`: it is also where a loss that is not a number is
        noticed. Raises NotANumber, which holds the rows before that step.
        """
        pending, self._pending = self._pending, []
        if not pending:
            return []
        names = ("loss", "accuracy", *self._terms)
        numbers = torch.stack([torch.stack([row[name] for name in names]) for row in pending]).tolist()
        rows: list[dict[str, Any]] = []
        for row, read in zip(pending, numbers, strict=True):
            if not math.isfinite(read[0]):
                raise NotANumber(row["step"], row["learning_rate"], rows)
            rows.append(row | dict(zip(names, read, strict=True)))
        return rows

    def evaluate(self, which: str = "validation") -> dict[str, float]:
        """Loss and measure without dropout: {"val_loss", "val_accuracy"}, or train_… for which="train"."""
        validation = which == "validation"
        targets = self._validation_batch()[1] if validation else self._targets
        indices = self.dataset.validation if validation else self.dataset.train
        scores = self.scores(which)
        prefix = "val" if validation else "train"
        with torch.no_grad():
            loss = self.task.losses(scores, targets).sum().item()
        return {f"{prefix}_loss": loss, f"{prefix}_accuracy": self.task.evaluate(scores, targets, indices)}

    def scores(self, which: str = "validation") -> Tensor:
        """Scores (N, …) of all validation or training pictures, in the order of the data set's indices."""
        if which not in ("validation", "train"):
            raise ValueError(say("There is no part of the data called {which}: use validation or train.", which=which))
        if self._scores.get(which, (-1,))[0] != self.step:  # asked for twice at a snapshot
            pictures = self._validation_batch()[0] if which == "validation" else self._pictures
            with evaluating(self.network), torch.no_grad():
                parts = [self.network(self._normal(part)) for part in torch.split(pictures, EVALUATED_AT_ONCE)]
            self._scores[which] = self.step, torch.cat(parts)
        return self._scores[which][1]

    @property
    def validation_labels(self) -> Tensor:
        """Targets (N, …) of the validation pictures, on the device: their labels where pictures are classified."""
        return self._validation_batch()[1]

    def _plain_step(self, pictures: Tensor, targets: Tensor) -> Result:
        scores = self.network(pictures)
        terms = self.task.losses(scores, targets)
        loss = terms.sum()
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        with torch.no_grad():
            return loss.detach(), self.task.measure(scores, targets), terms.detach()[: len(self._terms)]

    def _next_batch(self) -> Batch:
        epoch, place = divmod(self.step, self.steps_per_epoch)
        if self._order is None or self._order[0] != epoch:
            self._order = epoch, epoch_order(self.recipe.seed, epoch, len(self._targets)).to(self.device)
        first = place * self.recipe.batch_size
        index = self._order[1][first : first + self.recipe.batch_size]
        if self._random or self.recipe.augmentation != "none":
            self._seed_step()
        targets = self._targets.index_select(0, index)
        if self.recipe.augmentation == "none":
            pictures = self._pictures.index_select(0, index)
        elif self.recipe.task == "classification":
            pictures = augment(self._pictures, index, self.recipe.augmentation)
        else:
            across, down = (torch.rand(2, len(index)) < 0.5).to(self.device)
            pictures = turned(self._pictures.index_select(0, index), across, down)
            targets = self.task.mirrored(targets, across, down)
        return self._normal(pictures), targets

    def _seed_step(self) -> None:
        seed = step_seed(self.recipe.seed, self.step)
        torch.default_generator.manual_seed(seed)
        if self.device.type == "cuda":
            torch.cuda.manual_seed(seed)
        elif self.device.type == "mps":
            torch.mps.manual_seed(seed)

    def _normal(self, pictures: Tensor) -> Tensor:
        return self.preparation.normalize(pictures.float() / 255) if pictures.dtype == torch.uint8 else pictures

    def _resident(self, indices: Tensor) -> Batch:
        """The pictures with these indices and their targets on the device, normalised once unless they are many."""
        images, targets = self.dataset.images[indices], self.task.targets(indices).to(self.device)
        if self.preparation.native == self.preparation.size and images.numel() * 4 > _LARGE:
            return images.to(self.device), targets
        return self.preparation.normalize(self.preparation.scale(images)).to(self.device), targets

    def _validation_batch(self) -> Batch:
        if self._validation is None:
            self._validation = self._resident(self.dataset.validation)
        return self._validation

    def _prepare_device(self) -> None:
        if self.device.type == "cuda":
            from cnnviz.training.captured import CapturedSteps

            self._compute = CapturedSteps(self._plain_step, self.network, self.optimizer)

    # Keeping and restoring

    def state(self) -> dict[str, Tensor]:
        """Everything needed to go on: network.…, optimizer.…, counters.…; copies on the CPU, ready for safetensors."""
        tensors = {f"network.{name}": value for name, value in self.network.state_dict().items()}
        for name, parameter in self.network.named_parameters():
            for key, value in self.optimizer.state.get(parameter, {}).items():
                if isinstance(value, Tensor):
                    tensors[f"optimizer.{name}.{key}"] = value
        tensors["counters.step"] = torch.tensor(self.step)
        tensors["counters.changes"] = torch.tensor(self.changes, dtype=torch.float64)
        return {name: value.detach().to("cpu", copy=True).contiguous() for name, value in tensors.items()}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Go on from what `state` gave, as if the run had never stopped. Tensors of other names are passed over.

        Raises ValueError that names the first tensor that does not fit the recipe.
        """
        if missing := [name for name in ("counters.step", "counters.changes") if name not in state]:
            raise ValueError(say("This is no state of a training run: {missing} is missing.", missing=missing[0]))
        load_weights(self.network, part(state, "network."))
        memory = part(state, "optimizer.")
        restored: dict[int, dict[str, Tensor]] = {}
        for number, (name, parameter) in enumerate(self.network.named_parameters()):
            kept = {key: value for key, value in part(memory, f"{name}.").items() if "." not in key}
            for key, value in kept.items():
                if value.ndim and value.shape != parameter.shape:
                    raise ValueError(
                        say(
                            "The optimiser's {key} of {name} has the wrong shape {shape}.",
                            key=key, name=name, shape=tuple(value.shape),
                        )
                    )  # fmt: skip
            if kept:
                restored[number] = {key: _laid_out(value, parameter) for key, value in kept.items()}
        groups = self.optimizer.state_dict()["param_groups"]
        self.optimizer.load_state_dict({"state": restored, "param_groups": groups})
        self.optimizer.zero_grad()
        self.step = int(state["counters.step"])
        self.changes = [(int(step), rate) for step, rate in state["counters.changes"].tolist()]
        self._pending, self._scores = [], {}
        self._prepare_device()


# What the loop is made of; the exported script does the same


def epoch_order(seed: int, epoch: int, count: int) -> Tensor:
    """The order in which an epoch (counted from 0) shows the training pictures: int64 (count,)."""
    return torch.randperm(count, generator=torch.Generator().manual_seed(step_seed(seed, epoch)))


def step_seed(seed: int, count: int) -> int:
    """The seed of the random numbers of a step or an epoch: neighbouring runs share none for a million steps."""
    return (seed * 1_000_003 + count) % 2**32  # PyTorch's generator on the CPU reads 32 bits


def schedule_factor(schedule: str, step: int, total: int) -> float:
    """What the learning rate is multiplied with at a step counted from 0: the schedules of torch.optim.lr_scheduler.

    cosine: CosineAnnealingLR down to 0. step: a tenth after one half of the run, a hundredth after three quarters.
    one_cycle: OneCycleLR, up from 1/25 during the first 30 % and then down to 1/250,000.
    """
    if schedule == "cosine":
        return (1 + math.cos(math.pi * step / total)) / 2
    if schedule == "step":
        return 0.1 ** ((2 * step >= total) + (4 * step >= 3 * total))
    if schedule == "one_cycle":
        top = 0.3 * total - 1
        low, high, share = 1 / 25, 1.0, step / top if top > 0 else 1.0
        if step > top:
            low, high, share = 1.0, 1 / 250_000, (step - top) / max(total - 1 - top, 1)
        return high + (low - high) * (1 + math.cos(math.pi * min(share, 1.0))) / 2
    return 1.0


def augment(pictures: Tensor, index: Tensor, how: str) -> Tensor:
    """The pictures (B, C, H, W) with these indices, each shifted by up to a fourteenth of its side, or mirrored.

    Pixels that come in from outside repeat the border. Random numbers are drawn on the CPU from PyTorch's generator.
    """
    height, width = pictures.shape[-2:]
    rows, columns = (torch.arange(side).repeat(len(index), 1) for side in (height, width))
    if "shift" in how:
        down, right = (max(1, round(side / 14)) for side in (height, width))
        rows = (rows + torch.randint(-down, down + 1, (len(index), 1))).clamp(0, height - 1)
        columns = (columns + torch.randint(-right, right + 1, (len(index), 1))).clamp(0, width - 1)
    if "mirror" in how:
        mirrored = torch.rand(len(index), 1) < 0.5
        columns = torch.where(mirrored, columns.flip(1), columns)
    rows, columns = rows.to(pictures.device), columns.to(pictures.device)
    return pictures[index[:, None, None], :, rows[:, :, None], columns[:, None, :]].permute(0, 3, 1, 2).contiguous()


def layers(network: nn.Module) -> Iterable[nn.Module]:
    """All modules of a network."""
    return network.modules()


def _laid_out(value: Tensor, parameter: Tensor) -> Tensor:
    """A copy of what the optimiser remembers; a fused step reads it in the order in which the weights lie."""
    return torch.empty_like(parameter, dtype=value.dtype).copy_(value) if value.ndim else value.clone()


def _optimizer(recipe: Recipe, network: nn.Module) -> torch.optim.Optimizer:
    """On CUDA the learning rate is a tensor there, so that a captured step can read a changed one."""
    device = next(network.parameters()).device
    settings: dict[str, Any] = {"lr": recipe.learning_rate, "weight_decay": recipe.weight_decay}
    settings["fused"] = device.type in ("cpu", "cuda")
    if device.type == "cuda":
        settings["lr"] = torch.tensor(recipe.learning_rate, device=device)
    if recipe.optimizer in ("sgd", "momentum"):
        momentum = MOMENTUM if recipe.optimizer == "momentum" else 0.0
        return torch.optim.SGD(network.parameters(), momentum=momentum, **settings)
    if device.type == "cuda":
        settings["capturable"] = True
    kind = torch.optim.Adam if recipe.optimizer == "adam" else torch.optim.AdamW
    return kind(network.parameters(), **settings)
