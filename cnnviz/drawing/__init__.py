"""Pictures and animations made from numbers; colours mean the same in all of them."""
