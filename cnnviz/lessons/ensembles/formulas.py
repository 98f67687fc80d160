"""The average of several answers in LaTeX."""

from cnnviz.networks.ensembles import PLANS, Trial, combined


def explain(found: Trial, picture: int, members: int, plan: str, how: str) -> list[str]:
    """The average for the class that wins on a picture: the formula, then with the numbers of each network."""
    chosen = found.scores[:members, list(PLANS[plan]), picture]
    answer = combined(chosen, how)
    label = int(answer.argmax())
    name = found.classes[label]
    crops = chosen.shape[1]
    if how == "scores":
        parts = chosen.mean(1)[:, label]
        formula = r"\bar z_c = \frac{1}{M K} \sum_{m=1}^{M} \sum_{k=1}^{K} z_{m,k,c}"
        total = rf"\bar z_{{\text{{{name}}}}}"
    else:
        parts = (
            chosen.softmax(-1).mean(1)[:, label]
            if how == "probabilities"
            else ((chosen.argmax(-1) == label).double().mean(1))
        )
        what = r"\mathrm{softmax}(z_{m,k})_c" if how == "probabilities" else r"[c = \arg\max z_{m,k}]"
        formula = rf"\bar p_c = \frac{{1}}{{M K}} \sum_{{m=1}}^{{M}} \sum_{{k=1}}^{{K}} {what}"
        total = rf"\bar p_{{\text{{{name}}}}}"
    numbers = " + ".join(f"{value:.3f}" for value in parts.tolist()).replace("+ -", "- ")
    return [
        formula + rf", \quad M = {members},\ K = {crops}",
        rf"{total} = \frac{{1}}{{{members}}} ({numbers}) = {float(parts.mean()):.4f}",
    ]
