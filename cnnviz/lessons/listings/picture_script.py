"""`image`: a table, or in colour, (3, H, W), a sample photo or a picture file of the reader."""

import numpy as np
import skimage.data
import torch
import torch.nn.functional as F
from PIL import Image, ImageOps
from sklearn.datasets import load_sample_image

SOURCE = "scikit-image"  # or "scikit-learn", "file", "table"
PICTURE = "coffee"  # its name, or the path of the file
IS_GREY = False  # the sample has one channel
TABLE = [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]]
LONGEST = 64  # pixels on the longer side, or None: as large as it is

if SOURCE == "table":
    image = torch.tensor(TABLE, dtype=torch.float32)
else:
    if SOURCE == "scikit-learn":
        photo = torch.tensor(load_sample_image(PICTURE))
    elif SOURCE == "scikit-image":
        photo = torch.tensor(getattr(skimage.data, PICTURE)())
    else:
        path = PICTURE  # the path of your picture
        photo = ImageOps.exif_transpose(Image.open(path)).convert("RGBA")
        photo = Image.alpha_composite(Image.new("RGBA", photo.size, "white"), photo).convert("RGB")
        photo = torch.tensor(np.asarray(photo))
    if IS_GREY:
        photo = photo[:, :, None].expand(-1, -1, 3)  # grey: red, green and blue are equal
    image = photo.permute(2, 0, 1) / 255  # (3, H, W), from 0 to 1
    if LONGEST:
        most = LONGEST  # pixels on the longer side
        longest = max(image.shape[1:])
        if longest > most:
            size = [max(1, round(side * most / longest)) for side in image.shape[1:]]
            image = F.interpolate(image[None], size, mode="bilinear", antialias=True)[0].clamp(0, 1)
