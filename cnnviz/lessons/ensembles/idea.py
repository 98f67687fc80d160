"""The idea of the lesson: many answers to one picture, averaged."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Ask five networks instead of one, and show each of them ten crops of the picture instead of one: the four "
        "corners, the middle, and the same mirrored. Then take the mean of all answers. This is an [[ensemble]], and "
        "it helps as far as the answers make different mistakes: what one gets wrong by chance the others outvote. "
        "Mistakes that all share stay. Five networks that differ only in their [[seed]] are more alike than five "
        "people, and ten crops of one picture are more alike still, so the gain is a few points, not a miracle; and a "
        "picture that one network had right may be lost. AlexNet's 16.4 % was the mean of five networks. The price is "
        "plain: M · K passes instead of one. Look for a picture that averaging changes, and see which answers decided "
        "it."
    ),
    formula=r"\bar p_c = \frac{1}{M \cdot K} \sum_{m=1}^{M} \sum_{k=1}^{K} p_{m,k,c}",
    letters={
        r"\bar p_c": "the mean probability of class c",
        "M": "number of networks",
        "K": "number of crops",
        "m": "the network",
        "k": "the crop",
        "p_{m,k,c}": "what network m says of class c on crop k",
    },
)
