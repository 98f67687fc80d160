"""2.9 Learning a kernel: gradient descent finds the kernel that made one picture of another."""

import streamlit as st

from cnnviz.lessons.learn_kernel import formulas
from cnnviz.lessons.learn_kernel.listing import learning_script
from cnnviz.operations import kernel_learning, properties
from cnnviz.operations.kernel_learning import Problem, Training
from cnnviz.ui.controls import picture
from cnnviz.ui.frame import lesson, shell
from cnnviz.ui.labs.learn_kernel import learner
from cnnviz.ui.views import stills
from cnnviz.words import say

lesson.begin("learn-kernel")


@st.fragment
def laboratory() -> None:
    with lesson.step("lab", "The lab"):
        try:
            with lesson.controls():
                task = learner.choose_task()
                problem = learner.pose(task)
            with lesson.controls():
                training = learner.train(problem, task)
        except ValueError as error:
            shell.problem(error)
            return
        learner.draw(problem, training, task)
        lesson.note(
            "Press play, or drag along the curve; arrow keys move it too. A click on a weight of the learnt kernel "
            "takes this weight at this step to the numbers below."
        )
        learner.valley(problem, training)
        learner.downloads(problem, training)
    in_your_numbers(problem, training)
    lesson.experiments(
        "learn-kernel",
        measured=lambda: kernel_learning.verdict(problem, training),
        problem=problem,
        training=training,
        start=task.start,
        seed=task.seed,
    )
    lesson.check_yourself("learn-kernel")
    image = picture.working(task.chosen, longest=task.longest, grey=True)
    script = learning_script(
        **stills.script_source(task.chosen if len(task.chosen.pixels) == 3 else None, image, task.longest),
        hidden=task.hidden, size=task.size, optimizer=training.optimizer, learning_rate=training.learning_rate,
        steps=training.steps, start=task.start, noise=task.noise, seed=task.seed, standardise=task.standardise,
    )  # fmt: skip
    lesson.same_in_pytorch(script, "learn-kernel")


def in_your_numbers(problem: Problem, training: Training) -> None:
    step, place = learner.place(training)
    by_torch = kernel_learning.by_torch(problem, training, step)
    ours = [float(training.losses[step]), float(training.behind(step)[place])]
    theirs = [by_torch.loss, float(by_torch.kernel[place])]
    gap = properties.difference(training.behind(step), by_torch.kernel)
    lesson.numbers(
        formulas.explain(problem, training, step, place),
        agrees=properties.agree(ours, theirs),
        beside=say(
            "`conv2d`, `mse_loss`, autograd and `torch.optim` give loss **{loss:.4g}** at step {step}: "
            "the derivative **{gradient:.4g}** and the new weight **{theirs:.4g}**; no weight "
            "differs by more than **{gap:.1g}**. Click another weight in the lab to see its numbers.",
            loss=by_torch.loss, step=step, gradient=float(by_torch.gradient[place]), theirs=theirs[1], gap=gap,
        ),
    )  # fmt: skip


laboratory()
lesson.end(
    "learn-kernel",
    [
        "I. Goodfellow, Y. Bengio, A. Courville: *Deep Learning*, 2016, sections 4.3 and 8.3",
        "G. Goh: *Why momentum really works*, Distill, 2017",
        "D. P. Kingma, J. Ba: *Adam: a method for stochastic optimization*, 2015",
        "PyTorch: `torch.optim.SGD`, `torch.optim.Adam`",
    ],
)
