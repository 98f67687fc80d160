"""The grammar of networks: every network has a text, every text its network, every mistake a sentence."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnviz.networks.stack import edits
from cnnviz.networks.stack import layers as stack_layers
from cnnviz.networks.stack.layers import BLOCKS, KINDS, Layer, Network, label, layer_at, limits, paths
from cnnviz.networks.stack.presets import PRESETS
from cnnviz.networks.stack.text import format_layer, format_network, parse_network

LEAVES = [kind for kind in KINDS if kind not in BLOCKS]


@st.composite
def leaves(draw: st.DrawFn) -> Layer:
    """Any layer that is no block, possible or not."""
    kind = draw(st.sampled_from(LEAVES))
    values: dict[str, Any] = {}
    for name in stack_layers.settings(kind):
        low, high = limits(name)
        values[name] = draw(st.integers(low, min(high, 9)) | st.integers(low, high))
    return Layer(kind, **values)


def blocks(inside: st.SearchStrategy[Layer]) -> st.SearchStrategy[Layer]:
    branch = st.lists(inside, max_size=3).map(tuple)
    several = st.lists(branch, min_size=1, max_size=3).map(tuple)
    concatenation = several.map(lambda branches: Layer("concatenation", branches=branches))
    residual = several.map(lambda b: Layer("residual", branches=b if len(b) > 1 else (*b, ())))
    return concatenation | residual


layers = st.recursive(leaves(), blocks, max_leaves=6)
sides = st.integers(1, 40)
networks = st.builds(Network, st.tuples(sides, sides, sides), st.lists(layers, max_size=6).map(tuple))


@settings(deadline=None, max_examples=50)
@given(network=networks)
def test_the_text_gives_the_same_network_back(network: Network) -> None:
    text = format_network(network)
    assert parse_network(text) == network
    assert format_network(parse_network(text)) == text


@settings(deadline=None, max_examples=50)
@given(network=networks, data=st.data())
def test_spelling_does_not_matter(network: Network, data: st.DataObject) -> None:
    """Blanks, commas, capitals and round brackets are read like the canonical text."""
    text = format_network(network).replace("-", data.draw(st.sampled_from([" ", ", ", " - ", "--", "\n"])))
    if data.draw(st.booleans()):
        text = text.upper()
    if data.draw(st.booleans()):
        text = text.replace("[", "(").replace("]", ")")
    assert parse_network(text) == network


def test_settings_in_any_order_and_written_out_are_the_same_layer() -> None:
    assert parse_network("3x8-c6p2k5") == parse_network("3x8x8-c6k5s1p2d1g1b1")
    assert parse_network("max3") == parse_network("1x28-max3s3p0d1c0")
    assert parse_network("res[relu]") == parse_network("res[relu|]")
    assert format_network(parse_network("1x28-max3s3p0d1c0")) == "1x28-max3"


def test_what_the_words_mean() -> None:
    """By hand, one layer of every word."""
    text = "c6k5s2p1d3g2b0-dw3s2p1d2m4b0-t8k2s2p1o1d3g4b0-max3s2p1d2c1-avg3s2p1c1-drop30-d10b0-cat[relu||bn]"
    assert parse_network(f"3x20x30-{text}") == Network(
        (3, 20, 30),
        (
            Layer("convolution", 6, 5, 2, 1, 3, groups=2, bias=0),
            Layer("depthwise", 1, 3, 2, 1, 2, multiplier=4, bias=0),
            Layer("transposed_convolution", 8, 2, 2, 1, 3, output_padding=1, groups=4, bias=0),
            Layer("max_pool", 1, 3, 2, 1, 2, ceil_mode=1),
            Layer("avg_pool", 1, 3, 2, 1, ceil_mode=1),
            Layer("dropout", percent=30),
            Layer("dense", 10, bias=0),
            Layer("concatenation", branches=((Layer("relu"),), (), (Layer("batch_norm"),))),
        ),
    )
    assert [layer.kind for layer in parse_network("-".join(KINDS[kind].word for kind in LEAVES[5:14])).layers] == (
        LEAVES[5:14]
    )


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_written_canonically(name: str) -> None:
    assert format_network(parse_network(PRESETS[name].text)) == PRESETS[name].text


MISTAKES = {
    "": "no network yet",
    "  - ": "no network yet",
    "28-relu": "The input cannot be “28”: write channels x height x width",
    "1x2x3x4": "The input cannot be “1x2x3x4”",
    "0x28-relu": "channels: 0 is not possible, use 1 to 99999",
    "1x28-c6k5p2-rleu": "Layer 2, “rleu”: there is no layer called “rleu”, write relu",
    "1x28-relu-5k": "Layer 2, “5k”: a layer begins with its name, use one of c, dw, t",
    "c6": "Layer 1, “c6”: the kernel is missing, write for example c16k3p1",
    "ck5": "Layer 1, “ck5”",
    "c6q5": "there is no setting q, behind c come k (kernel), s (stride)",
    "c6k5k3": "the kernel stands there twice, remove one",
    "c6k0": "the kernel cannot be 0, use 1 to 99999",
    "c6k5b2": "the bias cannot be 2, use 0 to 1",
    "max": "a max pooling needs its kernel right behind its name, write for example max2",
    "relu3": "a ReLU has no number, write for example relu",
    "flats2": "Layer 1, “flats2”",
    "d10-drop101": "Layer 2, “drop101”: the percent cannot be 101, use 0 to 100",
    "res": "a residual block needs its branches",
    "relu[bn]": "Layer 1: only res[…] and cat[…] have branches, not “relu”",
    "bn-cat[relu|res[bn]-c8]": "Layer 2b2, “c8”: the kernel is missing",
    "relu-res[bn": "Layer 2: the block res[ is never closed, put a ] behind",
    "relu]": "Behind layer 1 stands a ] outside any block",
    "|relu": "Before the first layer stands a | outside any block",
    "res[" * 5 + "relu" + "]" * 5: "the 5th block inside another: use at most 4",
    "-".join(["relu"] * 201): "201 layers, too many to draw: use at most 200",
    "cat[" + "|" * 26 + "]": "27 branches, use at most 26",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_gets_a_sentence_that_names_the_layer_and_what_to_write(text: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse_network(text)
    assert MISTAKES[text] in str(caught.value)
    assert str(caught.value).endswith(".")


@settings(deadline=None, max_examples=50)
@given(text=st.text("c6k5-dwmax[]|() xrelu1280spb.é½", max_size=30) | st.text(max_size=20))
def test_no_text_breaks_the_parser(text: str) -> None:
    try:
        network = parse_network(text)
    except ValueError as error:
        assert 20 < len(str(error)) < 300
        assert "invalid literal" not in str(error)
    else:
        assert parse_network(format_network(network)) == network


# Addresses and edits


def test_addresses_are_read_like_this() -> None:
    network = parse_network("relu-cat[bn-res[relu]|]-flat")
    assert [label(path) for path in paths(network.layers)] == ["1", "2", "2a1", "2a2", "2a2a1", "2a2b", "2b", "3"]
    assert layer_at(network.layers, (1, 0, 1, 0, 0)) == Layer("relu")
    assert layer_at(network.layers, (1, 1)) is None


def edited(text: str, at: str, edit: str, *extra: object) -> tuple[str, str]:
    network = parse_network(text)
    path = next(path for path in paths(network.layers) if label(path) == at)
    result, there = getattr(edits, edit)(network, path, *extra)
    return format_network(result).removeprefix("1x28-"), label(there)


EDITS = [
    (("relu-bn-flat", "2", "move", -1), ("bn-relu-flat", "1")),
    (("relu-bn-flat", "1", "move", -1), ("relu-bn-flat", "1")),
    (("relu-bn-flat", "3", "move", 1), ("relu-bn-flat", "3")),
    (("relu-cat[bn-gap|]", "2a1", "move", 1), ("relu-cat[gap-bn|]", "2a2")),
    (("relu-bn", "1", "duplicate"), ("relu-relu-bn", "2")),
    (("res[relu|bn]", "1b1", "duplicate"), ("res[relu|bn-bn]", "1b2")),
    (("relu-bn-gap", "2", "delete"), ("relu-gap", "2")),
    (("relu-bn", "2", "delete"), ("relu", "1")),
    (("cat[relu|bn]", "1b1", "delete"), ("cat[relu|]", "1b")),
    (("cat[relu|]", "1b", "delete"), ("cat[relu]", "1")),
    (("res[relu]", "1b", "delete"), ("res[relu]", "1b")),
    (("res[relu]", "1b", "insert", Layer("batch_norm")), ("res[relu|bn]", "1b1")),
    (("relu-gap", "1", "insert", Layer("batch_norm")), ("relu-bn-gap", "2")),
    (("cat[relu]", "1", "add_branch"), ("cat[relu|]", "1b")),
    (("relu-gap", "2", "change", Layer("flatten")), ("relu-flat", "2")),
]


@pytest.mark.parametrize(("edit", "expected"), EDITS, ids=[" ".join(map(str, edit[:3])) for edit, _ in EDITS])
def test_edits(edit: tuple, expected: tuple[str, str]) -> None:
    assert edited(*edit) == expected


def test_the_last_layer_deleted_leaves_a_network_to_insert_into() -> None:
    empty, path = edits.delete(parse_network("relu"), (0,))
    assert (empty.layers, path) == ((), ())
    assert format_network(edits.insert(empty, path, Layer("flatten"))[0]) == "1x28-flat"


@settings(deadline=None, max_examples=50)
@given(network=networks, data=st.data())
def test_inserting_and_deleting_is_nothing_and_moving_there_and_back_too(network: Network, data: st.DataObject) -> None:
    places = list(paths(network.layers))
    path = data.draw(st.sampled_from(places)) if places else ()
    inserted, there = edits.insert(network, path, Layer("flatten"))
    assert layer_at(inserted.layers, there) == Layer("flatten")
    assert edits.delete(inserted, there)[0] == network
    moved, there = edits.move(inserted, there, -1)
    assert layer_at(moved.layers, there) == Layer("flatten")
    if moved != inserted:
        assert edits.move(moved, there, 1)[0] == inserted


@pytest.mark.parametrize("kind", ["grouped", *KINDS])
@pytest.mark.parametrize("shape", [(1, 28, 28), (6, 9, 7), (64, 8, 8), (10,)])
def test_a_layer_to_insert_or_to_turn_into_is_readable_text(kind: str, shape: tuple[int, ...]) -> None:
    fitting = edits.fitting_layer(kind, shape)
    assert fitting.kind == kind or kind == "grouped"
    assert parse_network(format_layer(fitting)).layers == (fitting,)
    if kind in KINDS:
        for old in (Layer("convolution", 7, 5, 3, 2), Layer("residual", branches=((Layer("relu"),), ()))):
            turned = edits.of_kind(old, kind, shape)
            assert turned.kind == kind
            assert parse_network(format_layer(turned)).layers == (turned,)
            common = set(stack_layers.settings(kind)) & set(stack_layers.settings(old.kind))
            assert all(getattr(turned, name) == getattr(old, name) for name in common)
