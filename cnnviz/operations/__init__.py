"""What layers do to pictures, in numbers: padding, strides, pooling, activations, and what holds of convolution."""
