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
        "Gradient descent that gives every weight a step of its own: the running mean m of its gradients, divided by "
        "the root of their running mean square v, times the learning rate η; the hats mark the correction for having "
        "begun at zero, and a tiny ε keeps the division possible where v is zero.",
        r"w \leftarrow w - \eta\, \frac{\hat m}{\sqrt{\hat v} + \varepsilon}",
        stems=("learn_kernel",),
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
        "ImageNet",
        "A collection of labelled photos; its yearly challenge, from 2010 to 2017, had 1.2 million of them in 1,000 "
        "classes, and made convolutional networks known.",
        stems=("history",),
    ),
    Term(
        "ReLU",
        "The activation function that keeps positive values and sets negative ones to zero: rectified linear unit.",
        r"f(x) = \max(0, x)",
        also=("rectified linear unit",),
        stems=("activations",),
    ),
    Term(
        "accuracy",
        "The share of pictures for which the class with the highest score is the right one.",
        r"A = \frac{\text{right answers}}{\text{all answers}}",
        stems=("train", "overfitting", "own_pictures"),
    ),
    Term(
        "activation function",
        "A function applied to every value by itself after the sum and the bias, such as ReLU; without it several "
        "layers in a row would be no more than one.",
        also=("activation", "nonlinearity"),
        stems=("activations", "whole_layer"),
    ),
    Term(
        "aliasing",
        "What happens when something fine is sampled in steps that are too coarse: it comes back as a coarse pattern "
        "that is not in the original.",
        stems=("stride_dilation", "pooling_shifts"),
    ),
    Term(
        "anchor box",
        "A box laid out over the picture in advance, of a shape and size of its own in every cell of a grid; the "
        "network says for each whether it holds an object, and how that lies to it.",
        also=("anchor",),
        stems=("anchors", "yolo"),
    ),
    Term(
        "average pooling",
        "Pooling that puts the mean of each window in its place; k is the height and width of the window, s the "
        "stride.",
        r"y[r, q] = \frac{1}{k^2} \sum_{i, j} x[r s + i, q s + j]",
        also=("mean pooling",),
        stems=("pooling",),
    ),
    Term(
        "average precision",
        "The area below the curve of precision over recall, from going through all detections of a class in the order "
        "of their scores. Its mean over classes is mAP.",
        also=("AP", "mAP", "mean average precision"),
        stems=("average_precision",),
    ),
    Term(
        "backpropagation",
        "The way in which the gradient is computed: from the loss backwards through the network, each layer "
        "multiplying what it gets by its own derivatives (the chain rule).",
        stems=("activations", "history"),
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
        "A number that is learnt and added to the sum of products, one for each filter or unit: it sets the threshold "
        "above which the unit answers.",
        stems=("channels", "whole_layer"),
    ),
    Term(
        "bottleneck",
        "A layer with few channels between layers with many, mostly a 1 × 1 convolution: what comes behind it has less "
        "to read and costs less.",
        stems=("inception", "residual", "one_by_one"),
    ),
    Term(
        "bounding box",
        "The smallest upright rectangle around an object, given by its left, top, right and bottom edge, or by its "
        "centre, width and height.",
        also=("box",),
        stems=("targets", "iou", "anchors"),
    ),
    Term(
        "cardinality",
        "The number of groups of a grouped convolution, as the ResNeXt paper calls it: how many paths run side by "
        "side.",
        stems=("resnext",),
    ),
    Term(
        "ceil mode",
        "A setting of pooling layers that rounds the output size up instead of down, so that a last window may hang "
        "over the edge.",
        stems=("output_size",),
    ),
    Term(
        "channel",
        "One of the planes that an image or a feature map consists of: a colour photo has three, for red, green and "
        "blue; the output of a layer has one for each of its filters.",
        stems=("channels", "filter_bank", "one_by_one"),
    ),
    Term(
        "circular padding",
        "Padding that goes on with the opposite side of the picture, as if it were a tile of many.",
        r"x_p[i] = x[i \bmod n]",
        also=("wrap",),
        stems=("padding",),
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
        "Sliding a kernel k over an input x and adding up the products at each place. In mathematics the kernel is "
        "first turned by 180 degrees, hence the minus signs; layers of neural networks leave that out and keep the "
        "name.",
        r"(x \ast k)[r, q] = \sum_{i, j} k[i, j]\; x[r - i, q - j]",
        stems=("one_value", "flip", "algebra"),
    ),
    Term(
        "convolutional layer",
        "A bank of filters that slides over all channels of its input, adds a bias to each sum, and hands the feature "
        "maps on, mostly through an activation function.",
        stems=("whole_layer", "filter_bank"),
    ),
    Term(
        "cross-correlation",
        "Sliding a kernel k over an input x without turning it, and adding up the products at each place: what the "
        "convolutional layers of neural networks compute.",
        r"(x \star k)[r, q] = \sum_{i, j} k[i, j]\; x[r + i, q + j]",
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
        "The distance d between the inputs that neighbouring weights of a kernel meet; 1 leaves no gap, 2 leaves out "
        "every other input. A kernel of size k then covers e inputs.",
        r"e = d \cdot (k - 1) + 1",
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
        "edge kernel",
        "A kernel that takes a difference between neighbouring pixels, such as Sobel, Prewitt or Laplacian; its "
        "weights add up to 0, so that flat areas give 0.",
        stems=("kernels",),
    ),
    Term(
        "effective receptive field",
        "The part of the receptive field that matters: how strongly each pixel changes a unit, measured by the "
        "gradient. It is often a soft spot in the middle, much smaller than the whole.",
        stems=("effective_receptive_field",),
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
        "equivariance",
        "If the input of f is changed by T, its output changes in the same way: a shifted picture gives a shifted "
        "feature map. Convolution has this for shifts, not for rotation or zoom.",
        r"f(T(x)) = T(f(x))",
        also=("equivariant", "translation equivariance"),
        stems=("equivariance",),
    ),
    Term(
        "feature map",
        "What one filter gives for a whole input: a plane of numbers, large where the filter finds what it looks for.",
        stems=("filter_bank", "open_network"),
    ),
    Term(
        "filter",
        "A kernel with a slice for every channel of the input; it gives one feature map. Many texts use filter and "
        "kernel for the same thing.",
        stems=("filter_bank", "channels"),
    ),
    Term(
        "flatten",
        "Putting all numbers of a stack of feature maps into one row, as a dense layer needs them; from there on the "
        "size of the picture is fixed.",
        stems=("layer_stack",),
    ),
    Term(
        "full padding",
        "Padding of k − 1 pixels on each side for a kernel of size k and stride 1, so that every overlap of kernel "
        "and picture counts, and each pixel is used equally often.",
        r"p = k - 1",
        also=("full",),
        stems=("padding", "border"),
    ),
    Term(
        "fully connected layer",
        "A layer in which each output unit has a weight of its own for every input value, and a bias; U units on N "
        "values have P parameters.",
        r"P = (N + 1) \cdot U",
        also=("dense layer", "linear layer"),
        stems=("dense_or_convolution", "connections"),
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
        "Pooling whose window is the whole feature map of H rows and W columns: it leaves one number, the mean, for "
        "each channel, whatever the size of the picture.",
        r"y = \frac{1}{H W} \sum_{r, q} x[r, q]",
        stems=("pooling",),
    ),
    Term(
        "gradient",
        "All derivatives of a number by the values it depends on: by how much the loss rises when one weight rises a "
        "little. Its opposite is the way downhill.",
        stems=("learn_kernel", "activations"),
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
        "A setting that one chooses and the network does not learn: kernel size, stride, number of layers, learning "
        "rate.",
        stems=("whole_layer",),
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
        "intersection over union",
        "How well two boxes, or two masks, agree: the area that both cover divided by the area that at least one of "
        "them covers; 1 for the same, 0 for none in common.",
        r"J(A, B) = \frac{|A \cap B|}{|A \cup B|}",
        also=("IoU", "Jaccard index"),
        stems=("iou", "anchors"),
    ),
    Term(
        "invariance",
        "If the input is changed, the output stays the same: a classifier should say cat wherever the cat sits. Not "
        "to be confused with equivariance, where the output changes along.",
        r"f(T(x)) = f(x)",
        also=("invariant",),
        stems=("equivariance", "pooling_shifts"),
    ),
    Term(
        "jump",
        "How many pixels of the picture lie between two neighbouring values of a feature map: the strides s of all "
        "layers up to it, multiplied.",
        r"j_L = \prod_{i=1}^{L} s_i",
        also=("effective stride",),
        stems=("receptive_field",),
    ),
    Term(
        "kernel",
        "The small table of weights that slides over the input, 3 × 3 for instance. With several channels it has one "
        "such slice for each, and is then mostly called a filter.",
        also=("convolution kernel",),
        stems=("one_value", "kernels", "channels"),
    ),
    Term(
        "landmark",
        "A point of an object that a network is to find, such as the corner of an eye, given by its x and y.",
        stems=("targets",),
    ),
    Term(
        "layer name",
        "What PyTorch calls a layer inside of a network: the parts that lead to it, with dots between them. The layer "
        "features.30 of VGG is number 30, counted from 0, in the part that is called features; layer1.0.conv2 of a "
        "ResNet is conv2 in number 0 of layer1.",
        stems=("receptive_field", "open_network", "trace_number"),
    ),
    Term(
        "learning rate",
        "How far a step of gradient descent goes: the factor η in front of the gradient. Too small learns slowly, too "
        "large overshoots.",
        also=("step size",),
        stems=("learn_kernel",),
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
        "The number that learning makes small: how far the outputs of a network are from what they should be, such as "
        "the mean of the squared differences.",
        also=("loss", "cost function"),
        stems=("learn_kernel",),
    ),
    Term(
        "max pooling",
        "Pooling that keeps the largest value of each window; k is the height and width of the window, s the stride.",
        r"y[r, q] = \max_{0 \le i, j < k} x[r s + i, q s + j]",
        stems=("pooling",),
    ),
    Term(
        "minibatch",
        "The few pictures, often 32, whose mean loss decides about one step of the weights.",
        also=("batch",),
        stems=("train", "two_recipes"),
    ),
    Term(
        "momentum",
        "Gradient descent that keeps a running sum v of the gradients g, older ones fading by a factor β at each "
        "step, and follows that: it goes faster along valleys and swings less across them.",
        r"v \leftarrow \beta v + g \qquad w \leftarrow w - \eta\, v",
        stems=("learn_kernel",),
    ),
    Term(
        "multiply-add",
        "One multiplication and the addition that follows it: the unit in which the work of a layer is counted. Some "
        "papers count it as two operations.",
        also=("MAC", "multiply-accumulate"),
        stems=("dense_or_convolution", "whole_layer"),
    ),
    Term(
        "non-maximum suppression",
        "Clearing up among the boxes of a detector: the one with the highest score stays, those that overlap it too "
        "much go, and the same with what is left until no box is waiting.",
        also=("NMS", "suppression"),
        stems=("suppression",),
    ),
    Term(
        "offset",
        "Where a box lies as seen from its anchor: how far its centre is away, in widths and heights of the anchor, "
        "and the logarithm of how much larger it is.",
        r"t_x = (x - x_a) / w_a, \quad t_w = \ln (w / w_a)",
        stems=("anchors",),
    ),
    Term(
        "optimizer",
        "The rule that turns gradients into steps of the weights: gradient descent, momentum, Adam.",
        also=("optimiser", "gradient descent"),
        stems=("train", "two_recipes", "learn_kernel"),
    ),
    Term(
        "output padding",
        "Pixels that a transposed convolution adds on one side, because several input sizes shrink to the same output "
        "and the way back must choose one.",
        stems=("output_size",),
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
        "become smaller and the border is seen more often.",
        stems=("border", "padding", "output_size"),
    ),
    Term(
        "parameter",
        "A number that a network learns: a weight or a bias.",
        stems=("dense_or_convolution", "whole_layer"),
    ),
    Term(
        "parameter sharing",
        "The same weights are used at every position: a kernel needs no weights of its own for each place of the "
        "picture.",
        also=("weight sharing",),
        stems=("dense_or_convolution", "connections"),
    ),
    Term(
        "pooling",
        "Replacing each window of a feature map by one number, its largest or its mean: the map becomes smaller, and "
        "there is nothing to learn.",
        stems=("pooling", "pooling_shifts"),
    ),
    Term(
        "precision",
        "The share of detections that are right: of all boxes that a detector gives, those that found an object.",
        r"\text{precision} = \frac{TP}{TP + FP}",
        stems=("average_precision",),
    ),
    Term(
        "recall",
        "The share of objects that are found: of all objects that are there, those with a right detection.",
        r"\text{recall} = \frac{TP}{TP + FN}",
        stems=("average_precision",),
    ),
    Term(
        "receptive field",
        "All the pixels of the input that can change one value, deep inside a network; r along one axis, from the "
        "kernel sizes k and the strides s of its layers.",
        r"r = 1 + \sum_{l=1}^{L} (k_l - 1) \prod_{i=1}^{l-1} s_i",
        stems=("receptive_field", "effective_receptive_field"),
    ),
    Term(
        "reflect padding",
        "Padding that mirrors the picture at its border pixel, which is not repeated.",
        r"x_p[i] = x[-i] \quad (i < 0)",
        stems=("padding",),
    ),
    Term(
        "replicate padding",
        "Padding that repeats the pixel at the border for ever; n is the number of pixels along the axis.",
        r"x_p[i] = x[\min(\max(i, 0),\, n - 1)]",
        also=("edge padding",),
        stems=("padding",),
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
        "same padding",
        "As much padding p as keeps the size at stride 1: for an odd kernel of size k half of k − 1 on each side, for "
        "an even one a pixel more on one side. It says how many pixels, not which.",
        r"p = \frac{k - 1}{2}",
        also=("same",),
        stems=("padding", "border"),
    ),
    Term(
        "seed",
        "The number from which a generator of random numbers starts. The same seed gives the same first weights and "
        "the same order of pictures.",
        stems=("two_recipes", "ensembles", "train"),
    ),
    Term(
        "shape",
        "The sizes of an array along its axes; PyTorch writes pictures as channels, height, width, with the batch "
        "before them.",
        stems=("filter_bank", "layer_stack"),
    ),
    Term(
        "sigmoid",
        "The activation function that squeezes every number between 0 and 1; its slope is at most 1/4, so that "
        "gradients shrink in passing.",
        r"f(x) = \frac{1}{1 + e^{-x}}",
        also=("logistic function",),
        stems=("activations",),
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
        "sparse interactions",
        "An output depends on a few neighbouring inputs instead of on all of them, as it does where a small kernel "
        "slides.",
        also=("local connectivity",),
        stems=("connections", "dense_or_convolution"),
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
        "By how many pixels s the window moves from one output to the next; with 2, the output is about half as wide "
        "and half as high.",
        stems=("stride_dilation", "output_size"),
    ),
    Term(
        "target vector",
        "The row of numbers that a network is to answer for a picture; for a detector of one object whether there is "
        "one, its box, and a number for each class.",
        stems=("targets", "anchors"),
    ),
    Term(
        "test set",
        "Pictures that are used once, at the very end: neither to learn from nor to choose settings by.",
        stems=("own_pictures", "overfitting"),
    ),
    Term(
        "top-5 error",
        "The share of pictures whose right class is not among the five classes that a network thinks most likely.",
        also=("top-k error",),
        stems=("history",),
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
        "transposed convolution",
        "A layer that goes from small to large: every input value puts a copy of the kernel, multiplied by it, into "
        "the output, s pixels apart. It restores the size of a convolution's input, not its values: n values become "
        "o, with stride s, padding p, dilation d and kernel size k of that convolution.",
        r"o = (n - 1) s - 2p + d (k - 1) + 1",
        also=("deconvolution", "fractionally strided convolution"),
        stems=("output_size",),
    ),
    Term(
        "underfitting",
        "Being wrong even on the training pictures: the network is too small, or has not been trained enough.",
        stems=("overfitting", "residual"),
    ),
    Term(
        "unit",
        "One value that a layer computes, with what it is connected to; in a feature map, one of its pixels.",
        also=("neuron",),
        stems=("connections",),
    ),
    Term(
        "valid",
        "Without padding: the kernel stays wholly inside the picture, and an output of n − k + 1 values is left of n.",
        r"o = n - k + 1",
        also=("no padding", "valid padding"),
        stems=("padding", "border"),
    ),
    Term(
        "validation set",
        "Pictures that are kept back from training, to see how a network does on new ones and to choose settings by.",
        also=("validation pictures",),
        stems=("train", "overfitting", "own_pictures"),
    ),
    Term(
        "vanishing gradients",
        "Gradients that shrink with every layer on their way back until the first layers learn nothing, because each "
        "layer multiplies them by a factor below 1.",
        stems=("activations",),
    ),
    Term(
        "weight",
        "A factor that is learnt: by how much an input counts in a sum. A kernel is a table of weights.",
        stems=("one_value", "kernels"),
    ),
    Term(
        "weight decay",
        "Pulling every weight a little towards zero in each step, so that none grows large without need; λ says how "
        "strongly.",
        r"w \leftarrow w - \eta \, (g + \lambda w)",
        stems=("train", "overfitting", "two_recipes"),
    ),
    Term(
        "zero padding",
        "Padding with zeros, which stand for black: the edge that they make is not in the photo.",
        r"x_p[i] = 0 \quad (i < 0 \text{ or } i \ge n)",
        stems=("padding",),
    ),
)


@cache
def by_name() -> dict[str, Term]:
    """Every term by its name, and by its other names."""
    return {name: term for term in TERMS for name in (*term.also, term.term)}


def meaning(name: str) -> str:
    """The definition of a term, for the help of a control. Raises KeyError for what is no term."""
    return by_name()[name].definition


def lessons(term: Term) -> list[course.Lesson]:
    """The lessons where it is used, in the order of the course."""
    return [lesson for lesson in course.LESSONS if lesson.stem in term.stems or term in _of_idea(lesson.stem)]


@cache
def _of_idea(stem: str) -> list[Term]:
    found = idea.of(stem)
    return [by_name()[name] for name in idea.terms(found.text)] if found else []


def builds_on(stem: str) -> dict[str, list[Term]]:
    """The lessons, by their stems, that introduce terms which the idea of this one uses, with these terms.

    A lesson introduces the terms that name it as their first. In the order of the course.
    """
    stems = [lesson.stem for lesson in course.LESSONS]
    before = stems[: stems.index(stem)]
    used = list(dict.fromkeys(_of_idea(stem)))
    found = {one: [term for term in used if term.stems[:1] == (one,)] for one in before}
    return {one: terms for one, terms in found.items() if terms}


def search(text: str) -> list[Term]:
    """The terms that a text is found in, those with it in their name first; all of them for an empty text."""
    sought = text.casefold().strip()
    named = [term for term in TERMS if any(sought in name.casefold() for name in (term.term, *term.also))]
    exact = [term for term in named if sought in (name.casefold() for name in (term.term, *term.also))]
    said = [term for term in TERMS if sought in term.definition.casefold()]
    return list(dict.fromkeys([*exact, *named, *said]))
