"""Recipes with which a network learns to find objects in scenes within a minute, as the lessons begin with them."""

from dataclasses import replace

from cnnviz.training.recipe import Recipe

DETECTION = Recipe(
    dataset="scenes", network="tiny_yolo", optimizer="adam", learning_rate=0.008, schedule="one_cycle", batch_size=32,
    epochs=10, batch_norm=True, activation="leaky_relu", augmentation="mirror",
)  # fmt: skip
CROWDED = replace(DETECTION, dataset="crowded_scenes", network="tiny_yolo_2", epochs=24)
SEGMENTATION = replace(
    DETECTION, dataset="overlapping_scenes", network="unet", batch_size=16, epochs=8, activation="relu"
)
