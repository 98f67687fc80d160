"""The rules of the house: arrows run one way, cheap things stay cheap, names outside scripts rely on are there."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = {*(ROOT / "cnnviz").rglob("*script.py")}  # shown by pages, never imported: test_listings.py runs them
ENGINE = sorted(
    {path for path in (ROOT / "cnnviz").rglob("*.py") if "ui" not in path.relative_to(ROOT).parts} - SCRIPTS
)
SCREEN = sorted((ROOT / "cnnviz" / "ui").rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", ENGINE, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_engine_knows_no_screen(path: Path) -> None:
    assert not [name for name in imported(path) if name.split(".")[0] in ("streamlit", "pages", "app")]
    assert not [name for name in imported(path) if name.startswith("cnnviz.ui")]


@pytest.mark.parametrize("path", SCREEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_screen_knows_no_page(path: Path) -> None:
    assert not [name for name in imported(path) if name.split(".")[0] in ("pages", "app")]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_holds_no_html(path: Path) -> None:
    text = path.read_text()
    assert "unsafe_allow_html" not in text
    assert "st.html" not in text


LONGEST_PAGE = 120  # lines
WORKED_OUT = {"sum", "abs", "round", "divmod", "pow", "prod", "mean", "std", "var", "square", "outer", "matmul", "dot"}


def no_lesson(text: str) -> list[str]:
    """What keeps a page from being read like a lesson, with its line; nothing if it can be read.

    A page shows what others have worked out. So it has no backslash and no dollar sign in a text, which is where LaTeX
    begins; no operator but those that join texts or sets, and no call of WORKED_OUT; and its functions stand in the
    order in which they appear on the screen: each behind the one that calls it first, and before what comes after it.
    """
    code, found = ast.parse(text), []
    if (lines := text.count("\n")) > LONGEST_PAGE:
        found.append(f"{lines} lines: at most {LONGEST_PAGE}")
    for node in ast.walk(code):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and set(node.value) & {"\\", "$"}:
            found.append(f"line {node.lineno}: LaTeX belongs into the lesson's formulas.py or claim.py")
        elif isinstance(node, (ast.BinOp, ast.AugAssign)) and not joins(node):
            found.append(f"line {node.lineno}: arithmetic belongs to its topic")
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in WORKED_OUT:
            found.append(f"line {node.lineno}: {ast.unparse(node.func)} belongs to its topic")
    functions = {node.name: node for node in code.body if isinstance(node, ast.FunctionDef)}
    shown: list[str] = []
    for node in code.body:
        if not isinstance(node, ast.FunctionDef):
            reached(node, functions, shown)
    if shown != list(functions):
        found.append(f"order: {', '.join(shown)} on the screen, {', '.join(functions)} in the file")
    return found


def joins(node: ast.BinOp | ast.AugAssign) -> bool:
    """Whether an operator joins two sets, types or texts, one of them in quotes."""
    if isinstance(node.op, ast.BitOr):
        return True
    return isinstance(node.op, ast.Add) and isinstance(node, ast.BinOp) and (is_text(node.left) or is_text(node.right))


def is_text(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str()) | ast.JoinedStr():
            return True
        case ast.BinOp(op=ast.Add()):
            return joins(node)
        case ast.IfExp():
            return is_text(node.body) or is_text(node.orelse)
    return False


def reached(node: ast.AST, functions: dict[str, ast.FunctionDef], shown: list[str]) -> None:
    """Append the functions that a piece of code names, in its order, each followed by those that it names itself."""
    for name in sorted((n for n in ast.walk(node) if isinstance(n, ast.Name)), key=lambda n: (n.lineno, n.col_offset)):
        if name.id in functions and name.id not in shown:
            shown.append(name.id)
            for part in functions[name.id].body:
                reached(part, functions, shown)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_reads_like_a_lesson(path: Path) -> None:
    assert not no_lesson(path.read_text())


@pytest.mark.parametrize(
    ("page", "wrong"),
    [
        ("st.metric('Left', n // s)\n", "line 1: arithmetic"),
        ("left = 2\nleft -= 1\n", "line 2: arithmetic"),
        ("st.metric('Weights', sum(p.numel() for p in layer.parameters()))\n", "line 1: sum"),
        ("gap = (one - other).abs()\n", "line 1: (one - other).abs"),
        ("words = names + others\n", "line 1: arithmetic"),
        ("st.markdown('a' * 3)\n", "line 1: arithmetic"),
        ("st.latex(rf'\\frac{{1}}{{{n}}}')\n", "line 1: LaTeX"),
        ("lesson.claim('x', 'It has $n$ pixels.', check)\n", "line 1: LaTeX"),
        ("x = 1\n" * 121, "121 lines"),
        ("def helper(): ...\n\ndef lab():\n    helper()\n\nlab()\n", "order: lab, helper on the screen, helper, lab"),
        ("def lab():\n    a()\n    b()\n\ndef b(): ...\n\ndef a(): ...\n\nlab()\n", "order: lab, a, b on"),
        ("def lab(): ...\n\ndef forgotten(): ...\n\nlab()\n", "order: lab on the screen, lab, forgotten"),
    ],
)
def test_a_page_that_does_not_is_found_out(page: str, wrong: str) -> None:
    assert any(sentence.startswith(wrong) for sentence in no_lesson(page)), no_lesson(page)


def test_a_page_may_join_texts_and_sets_and_take_things_out() -> None:
    assert not no_lesson("st.caption('a' + (f'b {n}' if n else '') + c)\nx: int | None = (one | other)[0][-1]\n")


@pytest.mark.parametrize("path", [*SCREEN, *PAGES], ids=lambda path: str(path.relative_to(ROOT)))
def test_what_stands_in_the_address_is_made_by_the_module_that_checks_it(path: Path) -> None:
    """`st.slider(…)` would trust its link; `control.slider(…)` is the same and does not."""
    makers = {"number_input", "slider", "select_slider", "selectbox", "radio", "segmented_control", "pills"}
    makers |= {"toggle", "checkbox", "text_input", "text_area", "multiselect", "color_picker", "date_input"}
    if path.name == "control.py":
        return
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in makers:
            assert isinstance(node.value, ast.Name) and node.value.id == "control", f"line {node.lineno}"


@pytest.mark.parametrize(
    "module",
    [
        "cnnviz",
        "cnnviz.geometry",
        "cnnviz.geometry.layer",
        "cnnviz.writing.matrices",
        "cnnviz.detection",
        "cnnviz.lessons.exercises",
        "cnnviz.images",
        "cnnviz.networks",
    ],
)
def test_cheap_modules_do_not_import_torch(module: str) -> None:
    check = f"import sys, {module}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT).returncode == 0


def test_the_home_page_imports_neither_torch_nor_the_training_pool() -> None:
    check = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        f"app = AppTest.from_file({str(ROOT / 'pages' / '_main.py')!r}, default_timeout=60).run()\n"
        "assert not app.exception, app.exception\n"
        "sys.exit('torch' in sys.modules or 'cnnviz.training.runs.pool' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT).returncode == 0


def test_names_outside_scripts_may_rely_on() -> None:
    import torch

    from cnnviz.convolution import convolve, cross_correlate
    from cnnviz.geometry import output_size, receptive_field, transposed_output_size
    from cnnviz.images import ImageError, load_image
    from cnnviz.kernels import PRESETS

    assert cross_correlate([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]]).tolist() == [[19, 25], [37, 43]]
    assert convolve([[0, 1, 2], [3, 4, 5], [6, 7, 8]], [[0, 1], [2, 3]]).tolist() == [[5, 11], [23, 29]]
    assert output_size(224, 7, stride=2, padding=3) == 112
    assert transposed_output_size(112, 2, stride=2) == 224
    assert receptive_field([{"kernel": 3}, {"kernel": 3}])[-1].size == 5
    assert len(PRESETS) >= 16
    assert all(preset.description and preset.source for preset in PRESETS.values())
    assert issubclass(ImageError, ValueError)
    pixels = load_image((ROOT / "assets" / "icon.png").read_bytes())
    assert pixels.dtype == torch.float32
    assert tuple(pixels.shape) == (3, 96, 96)


ALONE = ("training/runs/worker.py", "training/loop.py", "training/captured.py")  # these run in a process of their own
SHARED = {  # what all threads of a process have in common
    *("torch.manual_seed", "torch.seed", "torch.default_generator", "torch.random.fork_rng", "torch.set_rng_state"),
    *("torch.set_num_threads", "torch.set_default_dtype", "torch.set_default_device", "torch.fx.symbolic_trace"),
    *("torch.use_deterministic_algorithms", "fx.symbolic_trace", "FlopCounterMode", "warnings.catch_warnings"),
    *("warnings.filterwarnings", "warnings.simplefilter", "sys.setrecursionlimit", "locale.setlocale", "os.chdir"),
    *("contextlib.redirect_stdout", "contextlib.redirect_stderr", "np.seterr"),
    *(f"{module}.{name}" for module in ("random", "np.random") for name in ("seed", "random", "choice", "shuffle")),
    *(f"random.{name}" for name in ("randint", "randrange", "uniform", "gauss", "sample", "choices")),
    *(f"np.random.{name}" for name in ("rand", "randn", "randint", "normal", "uniform", "permutation")),
}


@pytest.mark.parametrize("path", [*ENGINE, *SCREEN], ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_that_all_threads_share_is_changed(path: Path) -> None:
    """A seed, a filter or a hook of the whole process would change what other students get at that moment."""
    if str(path.relative_to(ROOT / "cnnviz")) in ALONE:
        return
    code = ast.parse(path.read_text())
    used = {ast.unparse(node) for node in ast.walk(code) if isinstance(node, (ast.Attribute, ast.Name))}
    assert not used & SHARED


def test_every_import_that_threads_could_race_for_is_behind_the_gate() -> None:
    from cnnviz.ui.frame import start

    gated = {name.split(".")[0] for name in (*start.FIRST, *start.OTHERS)}
    found = {name.split(".")[0] for path in (*ENGINE, *SCREEN, *PAGES) for name in imported(path)}
    assert found & {"torch", "torchvision", "pandas", "plotly", "sklearn", "skimage", "scipy", "safetensors"} <= gated


@pytest.mark.parametrize("path", [*ENGINE, *SCREEN, *PAGES], ids=lambda path: str(path.relative_to(ROOT)))
def test_thousands_are_written_one_way_in_text_and_one_way_in_formulas(path: Path) -> None:
    """61,706 in text, 61{,}706 in LaTeX by `tex.grouped`: no other mark, and no bare comma in a formula."""
    if path.name == "tex.py":
        return

    def separated(node: ast.AST) -> bool:
        return isinstance(node, ast.FormattedValue) and "," in ast.unparse(node.format_spec or ast.Constant(""))

    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute) and node.attr == "replace":
            assert not any(map(separated, ast.walk(node.value))), f"line {node.lineno}: tex.grouped does that"
        elif isinstance(node, ast.JoinedStr):
            letters = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
            formula = "$" not in letters and re.search(r"\\(cdot|text|frac|quad)", letters) is not None
            for part in node.values:
                formula ^= isinstance(part, ast.Constant) and str(part.value).count("$") % 2 == 1
                assert not (formula and separated(part)), f"line {node.lineno}: a bare comma in a formula"
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"\d(\\,|[\u2009\u202f])\d{3}\b", node.value), f"line {node.lineno}"


def test_the_brightness_of_a_photo_has_its_weights_in_one_place_and_in_the_scripts() -> None:
    found = {path.name for path in (*ENGINE, *SCREEN, *PAGES, *SCRIPTS) if "0.299" in path.read_text()}
    assert found == {"convolution.py", "grey_script.py"}
