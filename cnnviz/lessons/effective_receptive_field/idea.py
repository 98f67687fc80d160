"""The idea of the lesson 'Effective receptive field'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "The [[receptive field]] says which pixels can change a unit, not how much. A pixel in the middle reaches the "
        "unit along very many paths through the layers, one at the corner along a single path. So the middle counts "
        "most, and the part that matters, the [[effective receptive field]], is a soft spot far smaller than the box. "
        "We measure it by the [[gradient]] g of the unit by every pixel, averaged over many networks or pictures, as "
        "|g| or as g². Many equal layers, like many dice added up, make a bell curve, a Gaussian of width σ. The box "
        "grows with the number of layers n, the spot only with its root: four times as many layers make it twice as "
        "wide. With few layers it is not yet a bell, and training changes it."
    ),
    formula=(
        r"\begin{aligned} r &= n (k - 1) + 1 \\ "
        r"\sigma &= \sqrt{\frac{n (k^2 - 1)}{12}} \end{aligned}"
    ),
    letters={
        "r": "the theoretical receptive field, in pixels along one axis",
        "n": "number of layers, all with stride 1 and without activation",
        "k": "size of their kernels, with equal weights",
        r"\sigma": "sigma, the standard deviation of the effective field in pixels; 4σ across holds most of it",
    },
)
