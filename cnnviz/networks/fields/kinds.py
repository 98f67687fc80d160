"""Kinds of torch's layers and functions, by what they do to the places of a feature map."""

from torch import nn

POINTWISE_LAYERS = (
    *(nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.PReLU, nn.ELU, nn.CELU, nn.SELU, nn.GELU, nn.SiLU, nn.Mish, nn.Softplus),
    *(nn.Sigmoid, nn.Tanh, nn.Hardtanh, nn.Hardswish, nn.Hardsigmoid, nn.LogSigmoid, nn.Softsign, nn.Tanhshrink),
    *(nn.Identity, nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.Softmax, nn.LogSoftmax),
    *(nn.Softmax2d, nn.LocalResponseNorm, nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.GroupNorm, nn.LayerNorm),
    *(nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d, nn.RMSNorm, nn.Threshold, nn.Hardshrink, nn.Softshrink),
    *(nn.RReLU, nn.FeatureAlphaDropout, nn.Softmin),
)
ALIKE = frozenset((
    *("add", "add_", "iadd", "sub", "isub", "mul", "mul_", "imul", "truediv", "itruediv", "relu", "relu_", "relu6"),
    *("leaky_relu", "gelu", "silu", "sigmoid", "sigmoid_", "tanh", "hardswish", "maximum", "minimum", "div"),
))  # fmt: skip
CONVOLUTIONS = (nn.Conv1d, nn.Conv2d, nn.Conv3d)
TRANSPOSED = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)
MULTIPLYING = (*CONVOLUTIONS, *TRANSPOSED, nn.Linear)
POOLS = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d, nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d, nn.LPPool1d, nn.LPPool2d)
SAME_LAYERS = (
    *(nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.ELU, nn.GELU, nn.SiLU, nn.Sigmoid, nn.Tanh, nn.Hardswish, nn.Hardsigmoid),
    *(nn.Identity, nn.Dropout, nn.Dropout2d, nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d, nn.LocalResponseNorm),
    nn.Hardtanh,
)
DIMENSIONS = {2: (nn.BatchNorm1d,), 3: (nn.BatchNorm1d,), 4: (nn.BatchNorm2d,), 5: (nn.BatchNorm3d,)}
ADAPTIVE = (
    *(nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d),
    *(nn.AdaptiveMaxPool1d, nn.AdaptiveMaxPool2d, nn.AdaptiveMaxPool3d),
)
PADS = {
    "zeros": (nn.ZeroPad1d, nn.ZeroPad2d, nn.ZeroPad3d, nn.ConstantPad1d, nn.ConstantPad2d, nn.ConstantPad3d),
    "replicate": (nn.ReplicationPad1d, nn.ReplicationPad2d, nn.ReplicationPad3d),
    "reflect": (nn.ReflectionPad1d, nn.ReflectionPad2d, nn.ReflectionPad3d),
    "circular": (nn.CircularPad1d, nn.CircularPad2d, nn.CircularPad3d),
}

FREE_LAYERS = (
    *(
        *POINTWISE_LAYERS,
        *POOLS,
        *ADAPTIVE,
        *(kind for kinds in PADS.values() for kind in kinds),
        nn.Flatten,
        nn.Unflatten,
    ),
    *(nn.Upsample, nn.PixelShuffle, nn.PixelUnshuffle, nn.ChannelShuffle, nn.GLU, nn.MaxUnpool2d),
)
"""No convolution and no matrix product is in them."""

# functions and methods by their names; arithmetic between maps joins branches
POINTWISE_NAMES = frozenset((
    *("add", "add_", "iadd", "radd", "sub", "sub_", "isub", "rsub", "mul", "mul_", "imul", "rmul", "truediv"),
    *("itruediv", "rtruediv", "div", "div_", "neg", "neg_", "pow", "ipow", "rpow", "pow_", "abs", "abs_", "clamp"),
    *("clamp_", "clip", "clip_", "clone", "contiguous", "detach", "float", "double", "half", "bfloat16", "to", "type"),
    *("type_as", "relu", "relu_", "relu6", "leaky_relu", "leaky_relu_", "elu", "elu_", "celu", "selu", "selu_"),
    *("gelu", "silu", "mish", "sigmoid", "sigmoid_", "logsigmoid", "tanh", "tanh_", "hardswish", "hardsigmoid"),
    *("hardtanh", "hardtanh_", "softplus", "softsign", "tanhshrink", "hardshrink", "softshrink", "threshold", "prelu"),
    *("log", "exp", "exp_", "log_", "log1p", "expm1", "sqrt", "sqrt_", "rsqrt", "square", "reciprocal", "sin", "cos"),
    *("tan", "atan", "erf", "sign", "floor", "ceil", "round", "floordiv", "mod", "remainder", "fmod", "frac", "trunc"),
    *("lerp", "addcmul", "addcdiv", "where", "masked_fill", "masked_fill_", "maximum", "minimum", "fmax", "fmin", "gt"),
    *("lt", "ge", "le", "eq", "ne", "logical_and", "logical_or", "logical_not", "bitwise_and", "bitwise_or"),
    *("bitwise_not", "nan_to_num", "multiply", "subtract", "divide", "true_divide"),
    *("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout", "stochastic_depth"),
    *("batch_norm", "group_norm", "instance_norm", "layer_norm", "rms_norm", "local_response_norm"),
    *("channel_shuffle", "requires_grad_", "expand", "expand_as", "broadcast_to"),
))  # fmt: skip
REDUCTIONS = frozenset((
    *("sum", "mean", "amax", "amin", "max", "min", "std", "var", "prod", "logsumexp", "median", "argmax", "argmin"),
    *("all", "any", "nansum", "nanmean", "count_nonzero", "norm", "vector_norm", "std_mean", "var_mean", "aminmax"),
))  # fmt: skip
MIXERS = frozenset(
    ("softmax", "log_softmax", "softmin", "normalize", "cumsum", "flip", "roll", "glu", "sort", "cumprod")
)
RESHAPES = frozenset(
    ("flatten", "view", "reshape", "squeeze", "unsqueeze", "unflatten", "view_as", "reshape_as", "ravel")
)
SPLITS = frozenset(("chunk", "split", "tensor_split", "split_with_sizes", "unbind", "unsafe_chunk", "unsafe_split"))
TURNS = frozenset((
    *("transpose", "permute", "swapaxes", "swapdims", "movedim", "moveaxis", "t", "T", "mT", "mH", "H", "adjoint"),
))  # fmt: skip


OTHER_NAMES = frozenset((
    *("cat", "concat", "stack", "getitem", "getattr", "setitem", "size", "pad", "interpolate", "max_pool1d"),
    *("max_pool2d", "max_pool3d", "avg_pool1d", "avg_pool2d", "avg_pool3d", "adaptive_avg_pool1d", "dim"),
    "adaptive_avg_pool2d",
    *("adaptive_avg_pool3d", "adaptive_max_pool2d", "constant", "select", "narrow", "pixel_shuffle", "numel"),
))  # fmt: skip
FREE_NAMES = POINTWISE_NAMES | (REDUCTIONS - {"norm", "vector_norm"}) | MIXERS | RESHAPES | SPLITS | TURNS | OTHER_NAMES
