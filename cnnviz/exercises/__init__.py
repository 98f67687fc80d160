"""Exercises for "Check yourself": questions with fresh numbers, worked solutions, and checking.

A generator is a function (rng) -> Question, and each lesson's module lists its own in GENERATORS. To add a
lesson, write such a module and name it below.
"""

import random
from collections.abc import Callable

from cnnviz.exercises import (
    activations,
    alexnet,
    algebra,
    border,
    channels,
    connections,
    dense_or_convolution,
    densenet,
    dimensions,
    effective_receptive_field,
    efficientnet,
    ensembles,
    equivariance,
    filter_bank,
    flip,
    history,
    inception,
    kernels,
    layer_stack,
    learn_kernel,
    lenet,
    mobilenet,
    nin,
    one_by_one,
    one_dimensional,
    one_value,
    open_network,
    output_size,
    overfitting,
    own_pictures,
    padding,
    pooling,
    pooling_shifts,
    receptive_field,
    residual,
    resnext,
    sliding_window,
    stride_dilation,
    trace_number,
    train,
    two_recipes,
    vgg,
    whole_layer,
)
from cnnviz.exercises.checking import Verdict, check, expected_form
from cnnviz.exercises.question import Answer, Question, format_answer

__all__ = ["GENERATORS", "Answer", "Question", "Verdict", "check", "expected_form", "format_answer", "make"]

GENERATORS: dict[str, tuple[Callable[[random.Random], Question], ...]] = {
    "dense-or-convolution": dense_or_convolution.GENERATORS,
    "connections": connections.GENERATORS,
    "equivariance": equivariance.GENERATORS,
    "history": history.GENERATORS,
    "one-value": one_value.GENERATORS,
    "flip": flip.GENERATORS,
    "algebra": algebra.GENERATORS,
    "one-dimensional": one_dimensional.GENERATORS,
    "kernels": kernels.GENERATORS,
    "channels": channels.GENERATORS,
    "filter-bank": filter_bank.GENERATORS,
    "one-by-one": one_by_one.GENERATORS,
    "learn-kernel": learn_kernel.GENERATORS,
    "dimensions": dimensions.GENERATORS,
    "activations": activations.GENERATORS,
    "whole-layer": whole_layer.GENERATORS,
    "output-size": output_size.GENERATORS,
    "border": border.GENERATORS,
    "padding": padding.GENERATORS,
    "stride-dilation": stride_dilation.GENERATORS,
    "pooling": pooling.GENERATORS,
    "pooling-shifts": pooling_shifts.GENERATORS,
    "receptive-field": receptive_field.GENERATORS,
    "effective-receptive-field": effective_receptive_field.GENERATORS,
    "layer-stack": layer_stack.GENERATORS,
    "train": train.GENERATORS,
    "own-pictures": own_pictures.GENERATORS,
    "two-recipes": two_recipes.GENERATORS,
    "overfitting": overfitting.GENERATORS,
    "open-network": open_network.GENERATORS,
    "trace-number": trace_number.GENERATORS,
    "lenet": lenet.GENERATORS,
    "alexnet": alexnet.GENERATORS,
    "vgg": vgg.GENERATORS,
    "network-in-network": nin.GENERATORS,
    "inception": inception.GENERATORS,
    "residual": residual.GENERATORS,
    "resnext": resnext.GENERATORS,
    "densenet": densenet.GENERATORS,
    "mobilenet": mobilenet.GENERATORS,
    "efficientnet": efficientnet.GENERATORS,
    "sliding-window": sliding_window.GENERATORS,
    "ensembles": ensembles.GENERATORS,
}
"""Lesson slug -> its generators, the easiest first."""


def make(slug: str, seed: int, index: int | None = None) -> Question:
    """One question of a lesson; the same seed and index always give the same one.

    index chooses the generator, and counts on from the first one when it is past the last; without it the
    seed chooses. Raises ValueError for a lesson that has no questions.
    """
    if slug not in GENERATORS:
        raise ValueError(f"There are no questions for the lesson {slug!r}: use one of {', '.join(GENERATORS)}.")
    rng = random.Random(seed)
    generators = GENERATORS[slug]
    generate = rng.choice(generators) if index is None else generators[index % len(generators)]
    return generate(rng)
