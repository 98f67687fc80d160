"""`image` (H, W): a table, or the brightness of a photo."""

from cnnviz.lessons.listings.picture_script import SOURCE, image

if SOURCE != "table":
    image = 0.299 * image[0] + 0.587 * image[1] + 0.114 * image[2]  # brightness, ITU-R BT.601
