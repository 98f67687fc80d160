"""4.10 EfficientNet: depth, width and resolution scaled together."""

import streamlit as st

from cnnviz.networks.designs import scaling
from cnnviz.ui.controls.window_row import real
from cnnviz.ui.frame import control, lesson, shell
from cnnviz.ui.views import architecture, designs

lesson.begin("efficientnet")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        with lesson.controls():
            alpha, beta = real("α (depth)", 8.0, 1.2, "eff-a"), real("β (width)", 8.0, 1.1, "eff-b")
            gamma, phi = real("γ (resolution)", 8.0, 1.15, "eff-g"), real("φ", 8.0, 1.0, "eff-phi", step=0.5)
            show = lesson.choice("Compare", ("multiply-adds", "parameters"), "eff-show")
            ask_torch = control.toggle("Ask torchvision", True, key="eff-torch", bind="query-params")
        try:
            scale = scaling.compound(alpha, beta, gamma, phi)
        except ValueError as error:
            shell.problem(error)
            return
        factor = scaling.growth(alpha, beta, gamma) ** phi
        ways = {"B0": scaling.PUBLISHED["B0"].scale} | scaling.one_way(scale, factor)
        counted = {name: scaling.count(way) for name, way in ways.items()}
        designs.bars(
            {name: getattr(one, show.replace("-", "_")) for name, one in counted.items()}, show, key="eff-chart"
        )
        st.table({"design": list(ways), "scaled by": [written(way) for way in ways.values()]})
        st.caption("Three ways to spend the same factor of multiply-adds on one dimension, and compound scaling.")
        with st.expander("B0 to B7, counted and published"):
            st.table(published())
        shell.copy_link()
    ours = scaling.count(scale)
    lines = [
        rf"\alpha \cdot \beta^2 \cdot \gamma^2 = {alpha:g} \cdot {beta:g}^2 \cdot {gamma:g}^2 = "
        rf"{scaling.growth(alpha, beta, gamma):.3f}",
        rf"d = {alpha:g}^{{{phi:g}}} = {scale.depth:.3f} \quad w = {beta:g}^{{{phi:g}}} = {scale.width:.3f} \quad "
        rf"r = 224 \cdot {gamma:g}^{{{phi:g}}} = {scale.resolution}",
    ]
    if ask_torch:
        theirs = by_torch(scale)
        lesson.numbers(
            lines,
            agrees=tuple(theirs) == tuple(ours),
            beside=f"Counted by formula: {ours.parameters:,} parameters, {ours.multiply_adds:,} multiply-adds. "
            f"torchvision's EfficientNet of this scale: **{theirs.parameters:,}** and **{theirs.multiply_adds:,}**.",
        )
    else:
        lesson.numbers(lines)
    lesson.claim(
        "efficientnet",
        "With α · β² · γ² ≈ 2 the multiply-adds grow by 2^φ.",
        lambda: doubles(alpha, beta, gamma, phi),
    )
    lesson.check_yourself("efficientnet")
    lesson.same_in_pytorch(scaling.scaling_script(scale), "efficientnet")


def written(scale: scaling.Scale) -> str:
    return f"{scale.depth:.3g} × depth, {scale.width:.3g} × width, {scale.resolution} px"


@st.cache_data(show_spinner=False)
def published() -> dict[str, list[str]]:
    counted = {name: scaling.count(known.scale) for name, known in scaling.PUBLISHED.items()}
    known = scaling.PUBLISHED.values()
    return {
        "network": list(counted),
        "depth, width, pixels": [written(one.scale) for one in known],
        "parameters": [f"{one.parameters / 1e6:.1f} M" for one in counted.values()],
        "published": [f"{one.parameters:g} M" for one in known],
        "multiply-adds": [f"{one.multiply_adds / 1e6:,.0f} M" for one in counted.values()],
        "published FLOPs": [f"{one.multiply_adds:,.0f} M" for one in known],
    }


@st.cache_data(max_entries=100, show_spinner="Counting with torchvision …")
def by_torch(scale: scaling.Scale) -> scaling.Counted:
    return scaling.count_by_torch(scale)


def doubles(alpha: float, beta: float, gamma: float, phi: float) -> tuple[bool, str]:
    here = scaling.count(scaling.compound(alpha, beta, gamma, phi)).multiply_adds
    factor = here / scaling.count(scaling.PUBLISHED["B0"].scale).multiply_adds
    return abs(factor / 2**phi - 1) < 0.15, (
        f"For φ = {phi:g} the count grew by **{factor:.3g}**; 2^φ is {2**phi:.3g}, and (α β² γ²)^φ is "
        f"{scaling.growth(alpha, beta, gamma) ** phi:.3g}. Layers come whole and channels in steps of 8, so it is "
        "never exact."
    )


laboratory()
architecture.about("efficientnet", "efficientnet_b0")
lesson.end(
    "efficientnet",
    [
        "M. Tan, Q. V. Le: *EfficientNet: rethinking model scaling for convolutional neural networks*, 2019",
        "torchvision: `torchvision.models.efficientnet_b0` to `efficientnet_b7`",
    ],
)
