"""cnnviz: an engine that computes and explains convolutional neural networks. It knows no screen."""

__version__ = "0.1.0"
