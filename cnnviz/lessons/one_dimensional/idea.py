"""The idea of the lesson 'Sliding in one dimension'."""

from cnnviz.lessons.idea import Idea

IDEA = Idea(
    text=(
        "Before pictures, [[convolution]] was made for signals: sound, voltages, chances. Take two functions of time. "
        "Turn the second one round, push it to a time t, multiply the two, and take the area below the product. That "
        "area is the value of the result at t; slide on, and the whole curve appears. If f is what goes into a room "
        "and g the echo of one clap, the result is what one hears. With time in steps the integral becomes a sum, and "
        "that is the convolution of networks with one axis. The lab computes integrals as sums over samples that lie "
        "dt apart, and says how far that is from the exact curve. The result is longer than either signal: the lengths "
        "add up, for samples n + m − 1."
    ),
    formula=(
        r"\begin{aligned} (f \ast g)(t) &= \int f(\tau)\; g(t - \tau)\; d\tau \\ "
        r"(f \ast g)[t] &= \sum_{a} f[a]\; g[t - a] \end{aligned}"
    ),
    letters={
        "f": "the function that stays",
        "g": "the function that is turned round and slides",
        "t": "the time that the result is asked for: how far g has been pushed",
        r"\tau": "time along which the product is added up",
        "d": r"dτ is a very small step of time; the lab takes dt for it",
        "a": "number of a sample, where time goes in steps",
    },
)
