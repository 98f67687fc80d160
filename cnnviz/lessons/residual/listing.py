"""The same in PyTorch: the plain and the residual network, trained as on the page."""

from cnnviz.data import load
from cnnviz.lessons.residual.experiment import network, recipe
from cnnviz.training.listing import settings
from cnnviz.writing.listings import listing


def residual_script(blocks: int, channels: int, *, batch_norm: bool, epochs: int, seed: int) -> str:
    """A script that trains the plain and the residual network by the page's recipe.

    `result` is {name: mean loss of the last epoch}, `accuracies` those on the digits kept back, `sizes` the norms of
    the gradients at the convolutions before the training, of the residual network.
    """
    chosen = recipe(network(blocks, channels, residual=True, batch_norm=batch_norm), epochs=epochs, seed=seed)
    of_the_data = ("SEED", "SOURCE", "NAME", "CLASSES", "SPLIT_SEED", "EXAMPLES", "NATIVE", "SIZE")
    of_the_training = ("EPOCHS", "BATCH_SIZE", "LEARNING_RATE")
    given = settings(chosen, load("digits"))
    return listing(
        "cnnviz.lessons.residual.script",
        BLOCKS=blocks,
        CHANNELS=channels,
        BATCH_NORM=batch_norm,
        **{name: given[name] for name in (*of_the_data, *of_the_training)},
    )
