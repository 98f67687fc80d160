"""Calls of the engine for many threads, in small settings.

`LEFT_OUT` holds what cannot be compared with itself, and why.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from cnnviz import counting, data, geometry, images, kernels, limits, networks, plain, words
from cnnviz.convolution import cross_correlate
from cnnviz.data import coco, dataset, packing, scene_sets, scenes, shapes, shipped
from cnnviz.data import drawn as drawing
from cnnviz.detection import anchor_boxes, boxes, one_stage, precision, proposals, roi, suppression, targets, two_boxes
from cnnviz.drawing import animation, stills, svg
from cnnviz.geometry import axes, backwards, cost, worked_fields
from cnnviz.lessons import checking, course, exercises, finding, myths, sets, small_matrices
from cnnviz.lessons.anchors import formulas as anchors_formulas
from cnnviz.lessons.anchors import listing as anchors_listing
from cnnviz.lessons.dimensions import listing
from cnnviz.lessons.effective_receptive_field import listing as effective_listing
from cnnviz.lessons.ensembles import formulas as ensemble_formulas
from cnnviz.lessons.ensembles import listing as ensembles_listing
from cnnviz.lessons.equivariance import pictures as equivariance_pictures
from cnnviz.lessons.learn_kernel import pictures as kernel_learning_pictures
from cnnviz.lessons.own_pictures import formulas as own_pictures_formulas
from cnnviz.lessons.residual import claim as residual_claim
from cnnviz.lessons.resnext import claim as resnext_claim
from cnnviz.networks import architectures, ensembles, mobilenet, scene_networks, small, taking_apart, top_k, weights
from cnnviz.networks import shipped as shipped_networks
from cnnviz.networks.catalogue import CATALOGUE
from cnnviz.networks.designs import blocks, comparison
from cnnviz.networks.fields import axis as axis_fields
from cnnviz.networks.fields import effective, receptive_fields
from cnnviz.networks.inside import attribution, diagram, opened, table, tap, tracing, units
from cnnviz.networks.stack import edits, repairs
from cnnviz.networks.stack import layers as stack_layers
from cnnviz.networks.stack import modules as stack_modules
from cnnviz.networks.stack import summary as stack_summary
from cnnviz.networks.stack import text as layer_stack
from cnnviz.operations import (
    activations,
    connections,
    deep_gradients,
    equivariance,
    kernel_learning,
    normalisation,
    padding,
    pointwise,
    properties,
)
from cnnviz.segmentation import instances, losses, panoptic, pixels
from cnnviz.signals import sliding, volumes
from cnnviz.training import first_step, inspection, recipe, sureness, tasks
from cnnviz.training.preparation import Preparation
from cnnviz.training.recipe import Recipe
from cnnviz.writing import sums

WRITES = "writes to the disk"
PROCESS = "belongs to the training processes, of which a server has one set"
SECONDS = "takes seconds, and is worked out once for everybody"
LEFT_OUT = {
    "data.downloads": "fetches files, and remembers which servers did not answer",
    "data.own.clean_up_own": WRITES,
    "data.own.delete_own": WRITES,
    "data.own.save_own": WRITES,
    "disk.for_me": WRITES,
    "disk.replace": WRITES,
    "disk.write_bytes": WRITES,
    "kept": "has its own test with threads",
    "limits.at_checkpoints": "says for the whole process what ends a computation",
    "networks.designs.timing": "measures time",
    "networks.designs.windows.times": "measures time",
    "networks.ensembles.fresh_pictures": SECONDS,
    "networks.ensembles.measurement": SECONDS,
    "networks.ensembles.run": SECONDS,
    "networks.ensembles.trial": SECONDS,
    "private.close_folder": WRITES,
    "private.make_folder": WRITES,
    "training.comparison.comparison.start": WRITES,
    "training.pictures.forget": WRITES,
    "training.runs.pool.close": PROCESS,
    "training.runs.admission.note_address": PROCESS,
    "training.runs.pool.pool": PROCESS,
    "training.runs.processes.memory": "changes from one moment to the next",
    "training.runs.rights.lend": WRITES,
    "training.runs.rights.take_back": WRITES,
    "training.runs.starting": PROCESS,
    "training.runs.room.ages": WRITES,
    "training.runs.metrics.append_rows": WRITES,
    "training.runs.claims.claim": WRITES,
    "training.runs.room.clean_up": WRITES,
    "training.runs.claims.close_pool": WRITES,
    "training.runs.store.create": WRITES,
    "training.runs.store.filled": WRITES,
    "training.runs.metrics.keep_rows": WRITES,
    "training.runs.room.last_used": "a time that every reader of a run changes",
    "training.runs.store.new_id": "another one every time",
    "training.runs.claims.open_pool": WRITES,
    "training.runs.claims.pool_lives": WRITES,
    "training.runs.claims.release": WRITES,
    "training.runs.store.remove": WRITES,
    "training.runs.store.touch": WRITES,
    "training.runs.store.write_about": WRITES,
    "training.runs.commands.give": WRITES,
    "training.runs.commands.ask": WRITES,
    "disk.copy": WRITES,
    "disk.write_json": WRITES,
    "disk.alone": WRITES,
    "training.runs.store.write_state": WRITES,
    "training.runs.job": PROCESS,
    "training.runs.worker": PROCESS,
    "data.shapes.load_shapes": SECONDS,
    "networks.builders.resnet50_of_the_paper": SECONDS,
    "private.close_all": WRITES,
    "words.messages": "reads the sources, for a test",
    "training.runs.rights.hide_pictures": WRITES,
    "training.runs.rights.show_pictures": WRITES,
}
WRITES_INTO = {  # an argument, so that each caller brings their own
    "drawing.plates.write",
    "drawing.plates.draw_plate",
    "drawing.plates.draw_cells",
    "drawing.plates.draw_bar",
    "drawing.plates.draw_arrows",
    "networks.fields.measured.skeleton",
    "networks.small.initialize",
    "networks.weight_files.load_weights",
}
DRAWS = {  # random numbers without a seed of its own, which are the caller's
    "networks.builders.make",
    "networks.mobilenet.separable",
    "networks.nin.mlpconv",
    "networks.small.initialize",
    "networks.stack.modules.build",
    "training.loop.augment",
}


def drawn(*shape: int, seed: int = 0) -> Tensor:
    """Normally distributed numbers of this shape."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def photo(*shape: int, seed: int = 0) -> Tensor:
    """Numbers in [0, 1] of this shape."""
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed))


NETWORK = layer_stack.parse_network("3x16x16-c4k3p1-bn-relu-max2-cat[c2k1|c3k3p1]-flat-d6-relu-drop50-d3")
EDITS = (
    lambda: edits.insert(NETWORK, (1,), edits.plain_layer("relu")),
    lambda: edits.duplicate(NETWORK, (0,)),
    lambda: edits.delete(NETWORK, (3,)),
    lambda: edits.move(NETWORK, (1,), 1),
    lambda: edits.add_branch(NETWORK, (4,)),
    lambda: edits.change(NETWORK, (0,), edits.fitting_layer("convolution", (3, 16, 16))),
    lambda: edits.of_kind(NETWORK.layers[3], "avg_pool", (4, 16, 16)),
    lambda: stack_layers.layer_at(NETWORK.layers, (0,)),
)  # fmt: skip


def _problem() -> tuple[kernel_learning.Problem, kernel_learning.Training]:
    problem = kernel_learning.pose(photo(12, 12).numpy(), drawn(3, 3).numpy(), 3)
    return problem, kernel_learning.train(problem, optimizer="adam", learning_rate=0.05, steps=12)


def _residual_network() -> nn.Module:
    return networks.build("small_resnet", 4, seed=5)


def _look() -> opened.Opened:
    return opened.look(_residual_network(), photo(*CATALOGUE["small_resnet"].input_size))


class _EveryStep(nn.Module):
    """A step of each kind that a number is traced through."""

    def __init__(self) -> None:
        super().__init__()
        self.maps = nn.Sequential(
            nn.Conv2d(2, 4, 3, padding=1), nn.BatchNorm2d(4), nn.ReLU(), nn.MaxPool2d(2),
            nn.ConvTranspose2d(4, 4, 2, stride=2), nn.GroupNorm(2, 4), nn.LocalResponseNorm(3),
        )  # fmt: skip
        self.scores = nn.Sequential(nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(16, 3), nn.Softmax(1))
        for number, weight in enumerate(self.parameters()):
            weight.data = drawn(*weight.shape, seed=number)

    def forward(self, x: Tensor) -> Any:
        maps = self.maps(x)
        maps = maps * maps.mean((2, 3), keepdim=True) + maps
        return self.scores(maps.cumsum(2))


def _traced() -> Any:
    seen = opened.look(_EveryStep(), photo(2, 8, 8))
    return [tracing.trace(seen, name, (0,) * made.ndim) for name, made in seen.maps.items()]


def _attributed() -> Any:
    network, batch = networks.build("lenet5", seed=1), photo(1, 1, 32, 32)
    convolution_name = next(name for name, layer in network.named_modules() if isinstance(layer, nn.Conv2d))
    cam = attribution.grad_cam(network, convolution_name, batch, 3)
    return (
        attribution.saliency(network, batch, 3),
        attribution.input_gradient(network, batch, 3),
        cam,
        tap.with_output(network, convolution_name, batch),
        list(units.drive(network, convolution_name, 0, (1, 32, 32), lambda given: given, steps=4))[-1].picture,
        networks.feature_maps(network, batch[0]),
        networks.trace(network, batch[0], convolution_name, (0, 2, 2)),
        attribution.enlarged(photo(4, 4), (8, 8)),
    )


def _table() -> Any:
    rows = networks.summarize(_residual_network(), CATALOGUE["small_resnet"].input_size)
    folded = diagram.blocks(rows)[:1]
    return diagram.dot(rows, folded), diagram.edges(rows), table.totals(rows)


def _fields() -> Any:
    class Joins(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            x = nn.functional.interpolate(nn.functional.pad(x, (1, 1, 1, 1)), scale_factor=2)
            return torch.cat([x, x + 1], 1).mean((2, 3))

    class Turns(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.up = nn.ConvTranspose2d(4, 4, 2, stride=2, bias=False)
            self.scale = nn.Parameter(torch.ones(1))

        def forward(self, x: Tensor) -> Tensor:
            first, rest = torch.split(x, [4, 8], 1)
            rest = nn.functional.pixel_shuffle(rest, 2)[:, :1].transpose(2, 3).transpose(2, 3)
            up = self.up(first.contiguous()) * self.scale
            up = torch.cat([up, rest], 1).softmax(1)
            return up + up.mean((2, 3), keepdim=True)

    return [receptive_fields.receptive_fields(net, size) for net, size in ((Joins(), (3, 8, 8)), (Turns(), (12, 8, 8)))]


def _measured() -> Any:
    change = equivariance.Transformation("shift", 3, 5)
    found = equivariance.measure(photo(24, 24), drawn(3, 3), change)
    return equivariance_pictures.slide(found, "shift by (3, 5)")


def _written_into() -> Any:
    class Writes(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            y = x + 1
            y[:, 0] = 0
            return y

    return networks.feature_maps(Writes(), photo(2, 4, 4))


def _checked() -> Any:
    questions = [exercises.make(slug, 1) for slug in ("output-size", "channels", "flip", "history")]
    picked = [sets.Drawn("output-size", question) for question in questions]
    typed = [[exercises.check(question, text).message for text in ("3", "3 × 3", "1 2; 3 4")] for question in questions]
    return (
        typed,
        checking.read_number("1/9"),
        checking.read_sizes("4 × 4"),
        sets.gift(picked),
        sets.page(picked, title="A set", solutions=True),
        exercises.generators("flip"),
        exercises.of(exercises.named(f"flip.{exercises.kinds('flip')[0]}.5")),
        course.lesson("flip", "2.2"),
        finding.search("padding"),
    )


def refused(call: Callable[[], Any]) -> str:
    """The sentence of a call that is refused."""
    try:
        call()
    except ValueError as error:
        return str(error)
    raise AssertionError("this is not refused")


def _many_networks() -> Any:
    found = ensembles.Trial(
        drawn(5, 10, 8, 6), torch.arange(8) % 6, torch.zeros(8, 3, 28, 28, dtype=torch.uint8), tuple("abcdef")
    )
    return (
        ensembles.accuracy(found.scores, found.labels),
        ensembles.gain(found, 2, "5 crops"),
        ensembles.verdict(found, 2, "5 crops", "votes"),
        ensemble_formulas.explain(found, 3, 2, "1 crop", "scores"),
        ensembles.ten_crop(photo(1, 3, 9, 9), 7),
        ensembles_listing.ensemble_script(2, "1 crop", "votes"),
    )


def _predicted() -> Any:
    settings = Recipe(dataset="digits", network="lenet5")
    digits = data.load("digits")
    preparation = Preparation.of(settings, digits)
    network = small.build(settings, 1, preparation.size, 10).eval()
    return inspection.predict(network, preparation, digits.images[0])


def _placed() -> Tensor:
    like = drawing.layout(data.load("digits"))
    assert like is not None
    return drawing.place(drawing.rasterise([[0.1, 0.2, 0.5, 0.8, 0.5]]), like)


def _detected() -> Any:
    some = 40 * photo(12, 4).cumsum(1)
    other = 30 * photo(12, 4, seed=1).cumsum(1)
    there = anchor_boxes.anchors((3, 4), stride=20, sizes=(15, 30), ratios=(0.5, 2))
    target = anchor_boxes.grid_target(other[:3] / 4, [0, 2, 1], classes=3, image=(60, 60)).target
    found = [{"boxes": some, "scores": photo(12), "labels": torch.arange(12) % 2}]
    truth = [{"boxes": some[2:6] + 1, "labels": torch.arange(4) % 2}]
    return (
        [boxes.generalized_box_iou(some, other), boxes.distance_box_iou(some, other)],
        boxes.complete_box_iou(some, other),
        boxes.box_area(some, pixels=True),
        [boxes.descent(some, other, kind) for kind in boxes.LOSSES],
        boxes.convert(some, "xyxy", "cxcywh"),
        boxes.walk(some[:1], other[:1], "ciou", rate=3, steps=9),
        two_boxes.compare(some[0].tolist(), other[0].tolist()),
        boxes.decode(boxes.encode(some, other), other),
        anchor_boxes.match_anchors(some, there),
        anchor_boxes.grid_boxes(target, classes=3, image=(60, 60)),
        anchor_boxes.pair_by_torch((4, 5, 30, 40), (10, 10, 40, 40)),
        anchor_boxes.cell_by_torch((4, 5, 30, 40), (60, 60), (3, 3)),
        anchors_formulas.in_cell((4, 5, 30, 40), (0.5, 0.2, 1.5, 1.2), (60, 60), (3, 3, 8)),
        anchors_listing.grid_script(some[:2], [0, 1], 3, (60, 60), (3, 3), [(1, 1)]),
        targets.near((4, 5, 30, 40), 1, classes=3, image=(60, 50)),
        suppression.nms(some, photo(12).tolist(), method="gaussian"),
        list(suppression.steps(some, photo(12).tolist(), threshold=0.2)),
        suppression.kept_by_torch(some, photo(12).tolist(), [0] * 12, suppression.Rule(0.2)),
        suppression.overlap_by_torch(some[0].tolist(), some[1].tolist(), "diou"),
        precision.precision_recall(found, truth, 1),
        precision.area_by_torch(precision.precision_recall(found, truth, 1), "coco"),
        precision.precision_recalls(found, truth, 1),
        precision.matches(found, truth, 0),
        [precision.average_precision(found, truth, interpolation=kind) for kind in precision.INTERPOLATIONS],
    )


def _pictured() -> Any:
    scene = scenes.drawn(3, objects=2, thin=2, class_colours=True)
    box = scenes.with_boxes(scene, [("circle", (1, 2, 30, 40))])
    own = scenes.photo(photo(3, 9, 9), "own", scenes.read_classes("cat, dog", 8))
    return scene, box, own, scenes.coins(), scenes.with_truth(scene, [box.truth], scene.classes)


def _cut_out() -> Any:
    where = torch.tensor([[1.0, 2, 11, 7], [3, 3, 3, 9]])
    found = proposals.selective_search(shapes.draw_scene(2, size=40).image / 255, scale=30)
    return (
        roi.roi_pool(drawn(2, 8, 9), where, (2, 3), scale=0.5),
        roi.roi_align(drawn(2, 8, 9), where, (2, 3), scale=0.5),
        proposals.over_segment(photo(3, 20, 20)),
        [found.proposals(), found.regions_after(3)],
    )


def _segmented() -> Any:
    given, right = (photo(9, 9) * 3).long(), (photo(9, 9, seed=1) * 3).long()
    counts = pixels.confusion(given, right, 3)
    return (
        [pixels.pixel_accuracy(counts), pixels.class_iou(counts), pixels.class_dice(counts)],
        [pixels.mean_iou(given, right, 3), pixels.dice(given, right, 3)],
        panoptic.panoptic_quality(given, right, predicted_classes={1: 0, 2: 1}, true_classes={1: 0, 2: 1}),
    )


def _annotated() -> Any:
    scene = shapes.draw_scene(3)
    things = tuple(coco.Annotation(shape.name, shape.box, shape.mask) for shape in scene.objects)
    return coco.read_coco(coco.write_coco([coco.Annotated("a", 64, 64, things)], data.catalogue.SHAPES))


STEPS = sliding.staircase([1.0, 0.0, 2.0], 1.0, 0.25)


def _scenes() -> Any:
    """Scenes, what a detector and a U-Net are told of them, and what is made of numbers that they might give."""
    few = scene_sets.load_scenes("overlapping_scenes", 0, 3, 1)
    found = [few, scene_sets.scene_of("scenes", 3), scene_sets.shown("scenes")]
    for name in recipe.SCENE_NETWORKS:
        made = Recipe(dataset="scenes", network=name, batch_norm=True)
        task, shape = tasks.task_of(made, few), scene_networks.output_shape(name, (64, 64), 6)
        scores, told = drawn(4, *shape), task.targets(torch.arange(4))
        found += [scene_networks.text(made, 3, (64, 64), 6), task.losses(scores, told), task.measure(scores, told)]
        found += [task.evaluate(scores, told, torch.arange(4))]
    layout = scene_networks.layout("tiny_yolo", (64, 64), 6)
    raw, told = drawn(4, layout.depth, 8, 8), one_stage.targets(few.boxes, few.kinds, layout)
    flags = torch.tensor([True, False, True, False])
    found += [one_stage.mirrored(told, flags, ~flags, layout), tasks.turned(few.maps, flags, ~flags)]
    found += [one_stage.losses(raw, told, layout), one_stage.found(raw, told, layout), one_stage.by_anchor(raw, layout)]
    found += [one_stage.corners(one_stage.read(raw, layout), layout), one_stage.raw_boxes(raw, layout)]
    found += [one_stage.detections(raw, layout)]
    segments = instances.with_background(instances.regions(few.maps[0]))
    found += [segments.map, losses.soft_dice(drawn(4, 7, 64, 64), few.maps)]
    return [*found, pixels.counted(few.maps.long(), few.maps.long(), 7)]


CALLS: tuple[Callable[[], Any], ...] = (
    *EDITS,
    _scenes,
    *(statement.examine for statement in myths.STATEMENTS.values()),
    _attributed,
    _traced,
    lambda: [svg.box(0, 0, 20, 10, "a"), svg.dot(1, 2)],
    _table,
    _fields,
    _look,
    _measured,
    lambda: _residual_network().state_dict(),
    lambda: networks.build("mobilenet_v2", 3, seed=1).state_dict()["classifier.1.weight"],
    lambda: networks.build("nin", 3, seed=1).training,
    lambda: activations.softplus(drawn(5)),
    lambda: animation.sliding_window_gif(photo(4, 4), drawn(2, 2), cross_correlate(photo(4, 4), drawn(2, 2))),
    lambda: axes.same_padding(7, 3),
    lambda: axes.axis_name(0, 2),
    lambda: connections.outputs_per_input(connections.convolution_connections(6, 3), 6),
    lambda: connections.backward([connections.convolution_connections(6, 3)], 1, 1),
    lambda: dataset.preview(data.load("digits")),
    lambda: dataset.notes_on_balance((40, 3), ("cat", "dog")),
    lambda: shapes.draw_scene(3),
    lambda: shapes.draw_shapes(1, 20),
    lambda: words.vocabulary(words.phrases(play="Play"), words.ENGLISH),
    lambda: shipped.load_faces(0).labels,
    lambda: listing.volume_script(drawn(3, 3, 3).numpy()),
    lambda: blocks.inception_block(14, 16, (4, 4, 8, 2, 4, 4)),
    lambda: blocks.resnext_block(14, 16, 8, 4, 8),
    lambda: comparison.count_by_torch({"one": NETWORK}),
    lambda: normalisation.dropout(photo(4, 5, 5), 30, 2),
    lambda: geometry.transposed_output_size((7, 7), 3, stride=2, padding=1, output_padding=1),
    lambda: geometry.unused_at_end(10, 3, stride=2),
    lambda: backwards.explain_transposed_output_size(7, 3, stride=2, padding=1, output_padding=1),
    lambda: backwards.strides_for(224, 112, 7, padding=3),
    lambda: images.load_image(stills.png((255 * photo(9, 9)).to(torch.uint8).numpy())),
    lambda: [
        kernels.box(3),
        kernels.laplacian_of_gaussian(5, 1.0),
        kernels.gabor(5, 3.0, 0.3),
        kernels.motion_blur(5, 45),
        kernels.normalize([[1.0, 2.0], [3.0, 4.0]]),
        kernels.negate([[1.0, 2.0]]),
        kernels.random_kernel(3, 3, 4),
        kernels.compose(drawn(3, 3), drawn(3, 3, seed=1)),
    ],
    lambda: kernel_learning_pictures.step_png(*_problem(), 3, 400),
    lambda: kernel_learning_pictures.learning_gif(*_problem(), 400),
    lambda: architectures.architecture("ResNet-50 (paper)").training,
    lambda: effective.denoiser_receptive_field(photo(2, 41, 41)),
    lambda: weights.prepare("resnet18", photo(3, 50, 60)),
    lambda: weights.top(drawn(5), "abcde", 2),
    lambda: weights.available("lenet5"),
    lambda: stills.response_picture(photo(9, 9), drawn(3, 3), drawn(7, 7)),
    lambda: properties.turning_changes(photo(9, 9), drawn(3, 3)),
    lambda: properties.composition_error(photo(9, 9), drawn(3, 3), drawn(3, 3, seed=1)),
    lambda: effective_listing.denoiser_script(True),
    lambda: worked_fields.as_network(worked_fields.read_stack("3 1 1\n3 2 1")),
    lambda: worked_fields.check_sizes(worked_fields.read_stack("3 1 1\n3 2 1"), (32, 32)),
    lambda: sums.discrete_slide([(1.0, 2.0)], 1, 2.0, "convolution"),
    lambda: sums.slid_volume((3, 3, 3), (1.0, 2.0, 3.0), (1, 1, 1)),
    lambda: sliding.turned(sliding.discrete([1.0, 2.0, 3.0])),
    lambda: sliding.slide(STEPS, STEPS),
    lambda: deep_gradients.per_layer(drawn(5)),
    _many_networks,
    lambda: [refused(lambda: geometry.output_size(3, 7)), backwards.why_no_kernel(5, 9)],
    lambda: backwards.why_no_stride(5, 9, 3),
    lambda: kernel_learning.verdict(*_problem()),
    lambda: cost.one_digit(6_220_800),
    lambda: effective.gaussian_share(photo(9, 9)),
    lambda: shipped_networks.read("edges"),
    lambda: padding.reach(7, 3, 1),
    lambda: stills.colour_bar(0.0, 1.0),
    lambda: counting.parameters(nn.Conv2d(1, 2, 3)),
    lambda: properties.flat_response(drawn(3, 3)),
    _predicted,
    lambda: repairs.repairs(
        layer_stack.parse_network("3x16x16-c4k3p1-d3"),
        stack_summary.summarize(layer_stack.parse_network("3x16x16-c4k3p1-d3")),
    ),
    lambda: stack_modules.measure(NETWORK),
    lambda: top_k.top_k_error(drawn(6, 9), [0, 1, 2, 3, 4, 5], 2),
    lambda: drawing.from_photo(photo(1, 20, 20)),
    _placed,
    _detected,
    _pictured,
    _cut_out,
    _segmented,
    _annotated,
    lambda: first_step.first_step(
        Recipe(dataset="digits", network="lenet5", dropout=0.5, augmentation="shift"), data.load("digits")
    ),
    lambda: small.build(Recipe(initialization="he", seed=4), 1, (28, 28), 10).state_dict(),
    lambda: inspection.map_layers(networks.build("lenet5")),
    lambda: [
        inspection.histogram(drawn(50)),
        inspection.confusion(torch.tensor([0, 1, 1]), torch.tensor([0, 0, 1]), 2),
        inspection.pictures_in_cell(torch.tensor([0, 1]), torch.tensor([0, 1]), 1, 1),
        inspection.most_wrong(torch.tensor([0, 1]), torch.tensor([1, 1]), drawn(2)),
    ],
    lambda: [recipe.difference(Recipe(), Recipe(dropout=0.5)), recipe.differing([Recipe(), Recipe(seed=1)])],
    lambda: [sureness.standard_error(3, 9), own_pictures_formulas.explain_error(3, 9)],
    lambda: sureness.beats_the_largest(300, 359, data.load("digits")),
    lambda: volumes.slice_sums(volumes.phantom(12), drawn(3, 3, 3).numpy(), (4, 4, 4)),
    lambda: volumes.by_torch(volumes.phantom(12, noise=0.1), drawn(3, 3, 3).numpy()),
    lambda: volumes.cross_correlate(np.ones((6, 6, 6)), np.ones((2, 2, 2))),
    lambda: packing.folder_names(("a", "b")),
    _written_into,
    _checked,
    lambda: connections.dense_connections(3, 2),
    lambda: taking_apart.holds_tensors([1, (drawn(2),)]),
    lambda: residual_claim.deeper(
        {name: [{"epoch": 0, "loss": loss, "val_accuracy": 0.5}] for loss, name in enumerate("abcd")}
    ),
    lambda: resnext_claim.as_much({name: stack_summary.summarize(NETWORK) for name in ("one", "other")}),
    lambda: pointwise.on_one_channel(drawn(4, 3)),
    lambda: comparison.milliseconds(12.34),
    lambda: words.translate(words.several("{n} picture", "{n} pictures", n=3), words.ENGLISH),
    lambda: small_matrices.total(((1, 2), (3, 4))),
    lambda: small_matrices.apart([(1, "a"), (1.001, "b")]),
    lambda: [plain.html("<b>"), limits.setting("NOT_SET", 3), limits.words("NOT_SET")],
    lambda: mobilenet.separable(2, 3, 1).training,
    lambda: sliding.staircase([1.0, 2.0], 2.0, 0.5),
    lambda: recipe.wanted("learning_rate"),
    lambda: axis_fields.spread(axis_fields.AxisFields(((0.0, 1.0),), 1, ((0.0, 1.0),), 1), 3),
)  # fmt: skip
