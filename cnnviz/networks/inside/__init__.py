"""A network that is looked into: its layers, feature maps, units, and where one number comes from."""
