"""Train a small network in a process of its own, and watch it learn.

>>> from cnnviz.training import Recipe, open_run, start
>>> run = start(Recipe(dataset="digits", network="lenet5", epochs=3))  # doctest: +SKIP
>>> run.wait(timeout=120), run.metrics()[-1]["val_accuracy"], run.model()  # doctest: +SKIP
"""

from cnnviz.training.recipe import Recipe
from cnnviz.training.runs.admission import Refused
from cnnviz.training.runs.finding import list_runs, open_run
from cnnviz.training.runs.run import Run
from cnnviz.training.runs.starting import from_weights, start

__all__ = ["Recipe", "Refused", "Run", "from_weights", "list_runs", "open_run", "start"]
