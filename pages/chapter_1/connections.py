"""1.2 Sparse interactions and parameter sharing: the connection graphs of a dense layer and of a convolution."""

import streamlit as st

from cnnviz.lessons.connections import formulas, listing
from cnnviz.operations import connections
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.connections.graphs import ConnectionSettings, connection_graphs, connection_settings
from cnnviz.words import several

lesson.begin("connections")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        chosen = connection_settings()
        try:
            unit = connection_graphs(chosen)
        except ValueError as error:
            shell.problem(error)
            return
        lesson.note(
            "Point at a unit, or focus a graph and use the arrow keys; a click or Enter pins it. Point at a weight to "
            "see where it is used. Dashed circles are padded zeros. Of a convolution, lines of one colour in one layer "
            "share one weight."
        )
        shell.copy_link()
    in_your_numbers(chosen, unit)
    lesson.experiments("connections", inputs=chosen.inputs, layers=chosen.layers, **chosen.window())
    lesson.check_yourself("connections")
    lesson.same_in_pytorch(
        listing.connections_script(chosen.inputs, layers=chosen.layers, **chosen.window()), "connections"
    )


def in_your_numbers(chosen: ConnectionSettings, unit: tuple[int, int]) -> None:
    sizes = connections.layer_sizes(chosen.inputs, chosen.layers, **chosen.window())
    graphs = [connections.convolution_connections(size, **chosen.window()) for size in sizes[:-1]]
    counted = [len(connections.forward(graphs, 0, i)[-1]) for i in range(chosen.inputs)]
    by_torch = connections.gradient_counts(chosen.inputs, layers=chosen.layers, **chosen.window())
    lesson.numbers(
        formulas.explain(sizes, unit, **chosen.window()),
        agrees=by_torch == counted,
        beside=several(
            "PyTorch's gradient says the same: through {n} layer the inputs affect **{by_torch}** outputs. "
            "Pin another unit in the lab to see its numbers.",
            "PyTorch's gradient says the same: through {n} layers the inputs affect **{by_torch}** outputs. "
            "Pin another unit in the lab to see its numbers.",
            chosen.layers, by_torch=", ".join(map(str, by_torch)),
        ),
    )  # fmt: skip
    st.caption(
        "Letters: i is an input and q an output, both counted from 0; j is the place of a weight in the kernel, p the "
        "padding before the first input, d the dilation, s the stride. A tick stands where there is such a unit."
    )


laboratory()
lesson.end(
    "connections",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, section 9.2 and figures 9.2 to 9.5",
        "PyTorch: `torch.nn.Conv1d`, `torch.autograd.functional.jacobian`",
    ],
)
