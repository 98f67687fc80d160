"""Terms of the field, each with its definition: ideas lead to them, and the glossary lists them."""

from dataclasses import dataclass
from functools import cache

from cnnviz.lessons import course, idea


@dataclass(frozen=True)
class Term:
    """A term of the field.

    definition: a sentence or two in plain words, without marks or formulas: it is also what pointing at the term shows
    formula: LaTeX, or ""; also: other names; stems: lessons where it is used, besides those whose idea names it
    """

    term: str
    definition: str
    formula: str = ""
    also: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()


TERMS = (
    Term(
        "1 × 1 convolution",
        "A convolution whose kernel covers a single pixel: it reads all channels there and mixes them, the same way at "
        "every pixel. It looks at no neighbours.",
        r"P = (C_{in} + 1) \cdot C_{out}",
        also=("pointwise convolution",),
        stems=("one_by_one", "network_in_network", "inception", "mobilenet"),
    ),
    Term(
        "Adam",
        "An optimizer that gives each weight a step of its own: m̂, the running mean of its gradients g, divided by "
        "the root of v̂, the running mean of their squares, times the learning rate η. The tiny ε keeps the divisor "
        "from zero. The hats say that both means are corrected for having started at zero.",
        r"w \leftarrow w - \eta \, \frac{\hat m}{\sqrt{\hat v} + \epsilon}",
        stems=("train",),
    ),
    Term(
        "Grad-CAM",
        "A heat map of the places that speak for a class: the maps of a layer, each weighted by the mean gradient of "
        "the class's score by it, added up, and negative sums set to zero.",
        r"L_c = \max\left(0,\ \sum_k \alpha_k A_k\right), \quad \alpha_k = \frac{1}{H W} \sum_{i,j} \frac{\partial z_c}"
        r"{\partial A_{k,i,j}}",
        stems=("open_network",),
    ),
    Term(
        "ReLU",
        "The activation function that keeps positive values and sets negative ones to zero; short for rectified linear "
        "unit.",
        r"g(z) = \max(0, z)",
        stems=("activations", "alexnet"),
    ),
    Term(
        "accuracy",
        "The share of pictures for which the class with the highest score is the right one.",
        r"A = \frac{\text{right answers}}{\text{all answers}}",
        stems=("train", "overfitting", "own_pictures"),
    ),
    Term(
        "activation function",
        "The function that each value goes through behind a layer, such as ReLU or tanh. Without one, layers in a row "
        "would be no more than a single linear layer.",
        stems=("activations", "whole_layer"),
    ),
    Term(
        "backpropagation",
        "The way to compute the gradient of the loss by all weights at once: the chain rule, from the loss back to the "
        "first layer. It only computes; the optimizer then changes the weights.",
        stems=("train",),
    ),
    Term(
        "batch normalization",
        "Bringing each channel to mean 0 and variance 1 over the minibatch, then scaling it by γ and shifting it by β, "
        "which are learnt. In use, running means from training take the place of the minibatch's.",
        r"y = \gamma \cdot \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta",
        also=("batch norm",),
        stems=("two_recipes", "residual", "trace_number"),
    ),
    Term(
        "bias",
        "A learnt number that a unit or a filter adds to its sum of products.",
        stems=("whole_layer", "channels"),
    ),
    Term(
        "bottleneck",
        "A layer with few channels between layers with many, mostly a 1 × 1 convolution: what comes behind it has less "
        "to read and costs less.",
        stems=("inception", "residual", "one_by_one"),
    ),
    Term(
        "cardinality",
        "The number of groups of a grouped convolution, as the ResNeXt paper calls it: how many paths run side by "
        "side.",
        stems=("resnext",),
    ),
    Term(
        "channel",
        "One of the planes that an image or a feature map consists of: a colour photo has three, for red, green and "
        "blue; the output of a layer has one for each of its filters.",
        stems=("channels", "filter_bank", "one_by_one"),
    ),
    Term(
        "class",
        "One of the answers that a network may give: the digit 7, a cross, a cat. It can give no answer that was not "
        "among the classes it was trained on.",
        stems=("train", "own_pictures", "open_network"),
    ),
    Term(
        "compound scaling",
        "Making a network deeper, wider and its pictures larger at the same time, in a ratio that is fixed once: "
        "depth by α, width by β and resolution by γ, each to the power φ.",
        r"d = \alpha^{\varphi}, \quad w = \beta^{\varphi}, \quad r = 224 \cdot \gamma^{\varphi}",
        stems=("efficientnet",),
    ),
    Term(
        "concatenation",
        "Putting the channels of several stacks of feature maps behind one another: 64 and 32 channels become 96. "
        "Height and width must be equal. Adding them, as ResNet does, leaves the number of channels as it is.",
        r"C = C_1 + C_2",
        stems=("inception", "densenet"),
    ),
    Term(
        "confusion matrix",
        "A table of counts with a row for each true class and a column for each answer: right answers stand on the "
        "diagonal, and every other cell says what was taken for what.",
        stems=("train", "own_pictures"),
    ),
    Term(
        "convolution",
        "Sliding a small kernel over an input and, at each place, adding up the products of kernel and input. In "
        "mathematics the kernel is first turned by 180 degrees; the layers of neural networks leave that out.",
        stems=("one_value", "flip", "algebra"),
    ),
    Term(
        "convolutional layer",
        "A set of learnt filters, each slid over all channels of the input and each with its bias; every filter gives "
        "one feature map.",
        stems=("whole_layer", "filter_bank"),
    ),
    Term(
        "cross-correlation",
        "Sliding a kernel over an input without turning it, and adding up the products at each place: what the "
        "convolutional layers of neural networks compute.",
        r"y_{i,j} = \sum_{a,b} w_{a,b} \, x_{i+a,\, j+b}",
        stems=("one_value", "flip"),
    ),
    Term(
        "cross-entropy",
        "The usual loss of a classifier: minus the logarithm of the probability that it gives to the right class. It "
        "is 0 for a sure right answer and grows without bound for a sure wrong one.",
        r"L = -\ln p_{\text{right}}",
        stems=("train", "overfitting"),
    ),
    Term(
        "dense block",
        "Convolutions one behind another, each of which reads the maps of all layers before it, set side by side by "
        "concatenation, and adds a few of its own.",
        r"C_l = k_0 + k \cdot l",
        stems=("densenet",),
    ),
    Term(
        "depthwise convolution",
        "A convolution with one kernel for each channel: every channel is filtered by itself, and none is mixed with "
        "another. It is a grouped convolution with as many groups as channels.",
        r"P = k^2 \cdot C",
        stems=("mobilenet", "resnext"),
    ),
    Term(
        "depthwise separable convolution",
        "A depthwise convolution, which looks at neighbouring pixels, and behind it a 1 × 1 convolution, which mixes "
        "the channels: a cheaper stand-in for one ordinary convolution.",
        r"\frac{\text{separable}}{\text{ordinary}} = \frac{1}{C_{out}} + \frac{1}{k^2}",
        stems=("mobilenet",),
    ),
    Term(
        "dilation",
        "The distance between the inputs that neighbouring weights of a kernel meet; 1 leaves no gap, 2 leaves out "
        "every other input.",
        also=("dilated convolution", "atrous convolution"),
        stems=("stride_dilation", "output_size"),
    ),
    Term(
        "dropout",
        "While training, each unit is set to zero with probability p, at random in every step, and the others are "
        "divided by 1 − p; in use nothing is dropped. No unit can then rely on a single other one.",
        r"y = \frac{x}{1 - p} \text{ or } 0",
        stems=("alexnet", "two_recipes", "overfitting"),
    ),
    Term(
        "ensemble",
        "Several networks that answer the same question, and whose answers are averaged.",
        r"\bar p_c = \frac{1}{M} \sum_{m=1}^{M} p_{m,c}",
        stems=("ensembles",),
    ),
    Term(
        "epoch",
        "One round of training through all training pictures.",
        stems=("train", "two_recipes"),
    ),
    Term(
        "feature map",
        "What one filter gives for a whole input: a plane of numbers, large where the filter finds what it looks for.",
        stems=("filter_bank", "open_network"),
    ),
    Term(
        "fully connected layer",
        "A layer in which every unit reads every value of the input, each with a weight of its own.",
        r"P = (n + 1) \cdot m",
        also=("dense layer",),
        stems=("dense_or_convolution", "connections", "lenet"),
    ),
    Term(
        "fully convolutional network",
        "A network without dense layers, or with dense layers written as convolutions: it accepts pictures of any size "
        "and gives a map of answers instead of one.",
        stems=("sliding_window", "network_in_network"),
    ),
    Term(
        "generalization",
        "Being right on pictures that were not learnt from.",
        stems=("overfitting", "own_pictures"),
    ),
    Term(
        "global average pooling",
        "Replacing each feature map by its mean, whatever its size, so that there is one number for each channel.",
        stems=("network_in_network", "pooling"),
    ),
    Term(
        "gradient",
        "For each weight, how fast the loss grows when this weight grows: its partial derivative. Against the gradient "
        "the loss falls fastest.",
        r"g = \frac{\partial L}{\partial w}",
        also=("gradients",),
        stems=("train", "learn_kernel", "residual"),
    ),
    Term(
        "grouped convolution",
        "A convolution whose channels are dealt into g groups; a filter reads only the channels of its own group, so "
        "that there are g times fewer weights and multiply-adds.",
        r"P = \frac{k^2 \cdot C_{in} \cdot C_{out}}{g}",
        stems=("resnext", "mobilenet"),
    ),
    Term(
        "growth rate",
        "How many maps each layer of a dense block adds.",
        stems=("densenet",),
    ),
    Term(
        "hyperparameter",
        "A number that is chosen and not learnt: learning rate, batch size, number of layers.",
        stems=("train", "two_recipes"),
    ),
    Term(
        "identity mapping",
        "A function that gives back what it gets. The short cut of a residual block is one; the block as a whole is "
        "one, too, if its layers give zeros.",
        r"f(x) = x",
        also=("identity",),
        stems=("residual",),
    ),
    Term(
        "image augmentation",
        "Changing training pictures at random in ways that leave the class as it is, such as shifts and mirror "
        "images, so that few pictures do the work of many.",
        also=("augmentation", "data augmentation"),
        stems=("two_recipes", "overfitting", "alexnet"),
    ),
    Term(
        "inception block",
        "Convolutions with kernels of several sizes and a pooling that read the same maps side by side; their outputs "
        "are concatenated.",
        stems=("inception",),
    ),
    Term(
        "kernel",
        "The small array of weights that is slid over the input, 3 × 3 for instance. With several channels it has "
        "one such array for each, and is also called a filter.",
        also=("filter", "convolution kernel"),
        stems=("one_value", "kernels", "channels"),
    ),
    Term(
        "learning rate",
        "How far one step of the optimizer goes, written η: the factor in front of the gradient.",
        r"w \leftarrow w - \eta \, g",
        stems=("train", "learn_kernel"),
    ),
    Term(
        "local response normalization",
        "Dividing a value by a power of a constant plus the sum of squares at the same pixel in the neighbouring "
        "maps, so that a pixel which is bright in many maps is damped. AlexNet had it; batch normalization has taken "
        "its place.",
        r"b_i = a_i \Big/ \Big(k + \alpha \sum_j a_j^2\Big)^{\beta}",
        also=("local response normalisation", "LRN"),
        stems=("alexnet",),
    ),
    Term(
        "loss function",
        "One number that says how wrong the answers are, and that training makes small; for classes mostly the "
        "cross-entropy.",
        also=("loss",),
        stems=("train", "overfitting", "learn_kernel"),
    ),
    Term(
        "minibatch",
        "The few pictures, often 32, whose mean loss decides about one step of the weights.",
        also=("batch",),
        stems=("train", "two_recipes"),
    ),
    Term(
        "momentum",
        "An optimizer with a memory: each step adds the new gradient to a share of the step before, so that steps in "
        "the same direction add up and those to and fro cancel.",
        r"v \leftarrow \mu v + g, \quad w \leftarrow w - \eta v",
        stems=("train",),
    ),
    Term(
        "multiply-add",
        "One multiplication together with the addition of its product, the unit in which the work of a layer is "
        "counted; some papers count it as two operations.",
        also=("multiply-accumulate", "MAC"),
        stems=("whole_layer", "dense_or_convolution", "mobilenet"),
    ),
    Term(
        "optimizer",
        "The rule that turns gradients into steps of the weights: gradient descent, momentum, Adam.",
        also=("optimiser", "gradient descent"),
        stems=("train", "two_recipes", "learn_kernel"),
    ),
    Term(
        "overfitting",
        "Being right on the training pictures and much less so on new ones: the network has learnt the pictures and "
        "not what they have in common.",
        stems=("overfitting", "two_recipes"),
    ),
    Term(
        "padding",
        "Values put around an input before the kernel slides over it, mostly zeros, so that the output does not "
        "become smaller and the pixels at the border are used as often as the others.",
        stems=("border", "padding", "output_size"),
    ),
    Term(
        "parameter",
        "A number that a network learns: a weight or a bias.",
        stems=("dense_or_convolution", "whole_layer", "lenet"),
    ),
    Term(
        "pooling",
        "Replacing each window of a feature map by one number, its largest or its mean: the map becomes smaller, and "
        "there is nothing to learn.",
        also=("max pooling", "average pooling"),
        stems=("pooling", "pooling_shifts"),
    ),
    Term(
        "receptive field",
        "All the pixels of the input on which one value, deep inside a network, can depend.",
        stems=("receptive_field", "effective_receptive_field"),
    ),
    Term(
        "residual block",
        "Layers whose input is added to their output, so that they only have to learn the difference between the two.",
        r"a^{[l+2]} = g\left(z^{[l+2]} + a^{[l]}\right)",
        also=("residual connection",),
        stems=("residual", "resnext"),
    ),
    Term(
        "saliency",
        "How much a network's answer changes with each pixel: the size of the gradient of one score by the picture.",
        r"S = \left|\frac{\partial z_c}{\partial x}\right|",
        also=("saliency map",),
        stems=("open_network",),
    ),
    Term(
        "seed",
        "The number from which a generator of random numbers starts. The same seed gives the same first weights and "
        "the same order of pictures.",
        stems=("two_recipes", "ensembles", "train"),
    ),
    Term(
        "skip connection",
        "A way around one or more layers, on which values go on unchanged; behind the layers they are added, as in "
        "ResNet, or concatenated, as in DenseNet.",
        also=("shortcut", "short cut"),
        stems=("residual", "densenet"),
    ),
    Term(
        "softmax",
        "Turns any scores into positive numbers that add up to 1: e to each score, over the sum of all of them. They "
        "are called probabilities, but say only how the classes compare with one another.",
        r"p_c = \frac{e^{z_c}}{\sum_j e^{z_j}}",
        stems=("open_network", "lenet", "train"),
    ),
    Term(
        "standard error",
        "How far a mean or a share that was measured on a sample typically is from the true one; four times as many "
        "pictures halve it.",
        r"\sigma = \sqrt{\frac{p \, (1 - p)}{n}}",
        stems=("own_pictures", "ensembles"),
    ),
    Term(
        "stride",
        "By how many pixels the window moves from one output to the next; with 2, the output is about half as wide "
        "and half as high.",
        stems=("stride_dilation", "output_size"),
    ),
    Term(
        "test set",
        "Pictures that are used once, at the very end: neither to learn from nor to choose settings by.",
        stems=("own_pictures", "overfitting"),
    ),
    Term(
        "training set",
        "The pictures that the weights are learnt from.",
        stems=("train", "overfitting"),
    ),
    Term(
        "transition layer",
        "What stands between two dense blocks: a 1 × 1 convolution that makes the channels fewer, mostly by half, and "
        "an average pooling that halves height and width.",
        stems=("densenet",),
    ),
    Term(
        "underfitting",
        "Being wrong even on the training pictures: the network is too small, or has not been trained enough.",
        stems=("overfitting", "residual"),
    ),
    Term(
        "validation set",
        "Pictures that are kept back from training, to see how a network does on new ones and to choose settings by.",
        also=("validation pictures",),
        stems=("train", "overfitting", "own_pictures"),
    ),
    Term(
        "weight",
        "A learnt number that an input is multiplied with.",
        stems=("one_value", "whole_layer", "trace_number"),
    ),
    Term(
        "weight decay",
        "Pulling every weight a little towards zero in each step, so that none grows large without need; λ says how "
        "strongly.",
        r"w \leftarrow w - \eta \, (g + \lambda w)",
        stems=("train", "overfitting", "two_recipes"),
    ),
)


@cache
def by_name() -> dict[str, Term]:
    """Every term by its name, and by its other names."""
    return {name: term for term in TERMS for name in (*term.also, term.term)}


def lessons(term: Term) -> list[course.Lesson]:
    """The lessons where it is used, in the order of the course."""
    return [lesson for lesson in course.LESSONS if lesson.stem in term.stems or term in _of_idea(lesson.stem)]


@cache
def _of_idea(stem: str) -> list[Term]:
    found = idea.of(stem)
    return [by_name()[name] for name in idea.terms(found.text)] if found else []


def search(text: str) -> list[Term]:
    """The terms that a text is found in, those with it in their name first; all of them for an empty text."""
    sought = text.casefold().strip()
    named = [term for term in TERMS if any(sought in name.casefold() for name in (term.term, *term.also))]
    exact = [term for term in named if sought in (name.casefold() for name in (term.term, *term.also))]
    said = [term for term in TERMS if sought in term.definition.casefold()]
    return list(dict.fromkeys([*exact, *named, *said]))
