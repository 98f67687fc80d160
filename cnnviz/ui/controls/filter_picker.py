"""A bank of filters: presets and the student's own kernel in any order, or random ones."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnnviz.ui.controls.kernel_editor import kernel_editor
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.words import say

if TYPE_CHECKING:
    from torch import Tensor

OWN = "own"
KINDS = ("presets", "random")
LARGEST = 11  # pixels a side of a random filter
SEEDS = 9999


@dataclass(frozen=True)
class Filters:
    """The chosen filters: names, the bank (F, C, m, m), and what it is made from, for a script.

    kernels: the tables (h, w) of presets and the own kernel; seed: that of a random bank. One of the two is there.
    """

    names: tuple[str, ...]
    bank: "Tensor"
    kernels: "tuple[Tensor, ...]" = ()
    seed: int | None = None

    @property
    def text(self) -> str:
        """Everything that decides the bank, as a key for caches."""
        return f"{tuple(self.bank.shape)} {self.seed} {[kernel.tolist() for kernel in self.kernels]}"


def kind_control(prefix: str) -> str:
    """Presets or random filters."""
    return lesson.choice("Filters", KINDS, f"{prefix}-kind")


def filter_picker(
    prefix: str,
    kind: str,
    channels: int,
    default: Sequence[str],
    *,
    above: DeltaGenerator,
    own: str = "",
    most: int = 12,
) -> Filters:
    """The controls of the bank; the list of presets goes to `above`, where it has the whole width.

    own: text of the student's own kernel at first; empty for none.

    Raises ValueError with a sentence for the student if no filter is chosen.
    """
    from cnnviz.operations import filter_bank

    if kind == "random":
        return _random(prefix, channels, most)
    names, tables = _presets(prefix, default, own, most, above)
    return Filters(names, filter_bank.bank_of(tables, channels), tables)


def _presets(
    prefix: str, default: Sequence[str], own: str, most: int, above: DeltaGenerator
) -> "tuple[tuple[str, ...], tuple[Tensor, ...]]":
    import torch

    from cnnviz import kernels

    presets = {name.replace("_", " "): preset for name, preset in kernels.PRESETS.items()}
    with above:
        chosen = control.multiselect(
            "In this order",
            [*presets, *([OWN] if own else [])],
            list(default),
            key=f"{prefix}-filters",
            bind="query-params",
            max_selections=most,
            placeholder="Choose filters",
            help=say(
                "Up to {most}. All filters of a layer have one size: smaller ones get zeros around them.", most=most
            ),
        )
    names = tuple(chosen)
    mine = None
    if own:
        st.markdown("**Your own filter**" if OWN in names else "**Your own filter**, once it is in the list")
        mine = torch.from_numpy(kernel_editor(f"{prefix}-own", own, label="Your filter", presets=False))
    tables = [mine if name == OWN else presets[name].kernel for name in names]
    return names, tuple(table for table in tables if table is not None)


def _random(prefix: str, channels: int, most: int) -> Filters:
    from cnnviz.operations import filter_bank

    def again() -> None:
        st.session_state[f"{prefix}-seed"] = secrets.randbelow(SEEDS + 1)

    count = control.slider("Filters F", 1, most, min(8, most), key=f"{prefix}-count", bind="query-params")
    size = control.slider("Size m", 1, LARGEST, 5, key=f"{prefix}-size", bind="query-params")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = control.number_input("Seed", 0, SEEDS, 1, key=f"{prefix}-seed", bind="query-params", width=shell.px(120))
        st.button("New", key=f"{prefix}-new", on_click=again)
    bank = filter_bank.random_bank(count, channels, size, seed)
    return Filters(("random",) * count, bank, seed=seed)


def order_buttons(prefix: str, key: str, names: Sequence[str], chosen: int, by_strength: Sequence[int]) -> None:
    """Buttons that change the order of the bank; the chosen map stays chosen. key: that of its wall."""

    def to(order: list[int]) -> None:
        st.session_state[f"{prefix}-filters"] = [names[f] for f in order]
        st.query_params[f"{key}-map"] = str(order.index(chosen))

    def moved(step: int) -> list[int]:
        order = list(range(len(names)))
        order.insert((chosen + step) % len(order), order.pop(chosen))
        return order

    orders = {
        "Earlier": (moved(-1), "arrow_back", "Move the chosen filter one place to the front."),
        "Later": (moved(1), "arrow_forward", "Move the chosen filter one place to the back."),
        "Strongest first": (list(by_strength), "sort", "By the mean size of their responses."),
    }
    with lesson.row():
        for label, (order, icon, help) in orders.items():
            st.button(label, key=f"{prefix}-{label}", on_click=to, args=(order,), icon=f":material/{icon}:", help=help)
