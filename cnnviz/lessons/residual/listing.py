"""The same in PyTorch: the plain and the residual network, trained as on the page."""

from cnnviz.lessons.residual.experiment import CLASSES, SIDE, network, recipe
from cnnviz.writing.listings import listing


def residual_script(blocks: int, channels: int, *, batch_norm: bool, epochs: int, seed: int) -> str:
    """A script that trains the plain and the residual network by the page's recipe.

    `result` is {name: mean loss of the last epoch}, `accuracies` those on the digits kept back, `sizes` the norms of
    the gradients at the convolutions before the training, of the residual network.
    """
    chosen = recipe(network(blocks, channels, residual=True, batch_norm=batch_norm), epochs=epochs, seed=seed)
    return listing(
        "cnnviz.lessons.residual.script",
        BLOCKS=blocks,
        CHANNELS=channels,
        BATCH_NORM=batch_norm,
        SEED=chosen.seed,
        EPOCHS=chosen.epochs,
        BATCH_SIZE=chosen.batch_size,
        LEARNING_RATE=chosen.learning_rate,
        SOURCE=chosen.dataset,
        EXAMPLES=chosen.examples,
        CLASSES=CLASSES,
        NATIVE=(SIDE, SIDE),
        SIZE=(SIDE, SIDE),
    )
