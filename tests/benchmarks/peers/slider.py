"""A first attempt at a kernel page: one slider turns an edge kernel, the response is shown as a PNG."""

import math

import numpy as np
import skimage.data
import streamlit as st
import torch
import torch.nn.functional as F


@st.cache_resource
def photo() -> torch.Tensor:
    """The astronaut in grey, (1, 1, 512, 512)."""
    colour = torch.from_numpy(skimage.data.astronaut().astype(np.float32) / 255)  # type: ignore[no-untyped-call]
    return (colour @ torch.tensor([0.299, 0.587, 0.114]))[None, None]


across = torch.tensor([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
angle = math.radians(st.slider("Angle", 0, 359, 0))
response = F.conv2d(photo(), (math.cos(angle) * across + math.sin(angle) * across.T)[None, None])[0, 0].numpy()
limit = np.abs(response).max()
st.image(((response / limit + 1) * 127.5).astype(np.uint8), output_format="PNG")
