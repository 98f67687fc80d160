"""The field in which a stack of layers is typed."""

from cnnviz.ui.frame import control, shell

STACK = "3 1 1; 3 1 1; 2 2; 3 1 1; 3 1 1; 2 2; 3 1 2 2"


def stack_field() -> str:
    """Returns the text; whoever reads it says what is wrong."""
    return control.text_input(
        "Layers: kernel stride padding dilation; …",
        STACK,
        key="rf-stack",
        bind="query-params",
        help="One layer after the other, with ; between them. All but the kernel may be left out: 3 is a 3 × 3 kernel.",
        autocomplete="off",
        width=shell.px(420),
    )
