"""True or myth? Sentences from lecture notes: the student votes, then sees what a computation says."""

import streamlit as st

from cnnviz.lessons import myths
from cnnviz.ui.frame import control
from cnnviz.words import say

VERDICTS = {  # whether the vote agrees, and whether the statement holds
    (True, True): "Right: it is true.",
    (True, False): "Right: it is a myth.",
    (False, True): "Not so: it is true.",
    (False, False): "Not so: it is a myth.",
}

st.title("True or myth?", anchor=False)
st.markdown("All of these stand in lecture notes. Vote first; then the sentence is computed.")

ANSWERS = {"true": "It is true", "myth": "It is a myth"}


@st.fragment
def statements() -> None:
    score = st.container()
    right: list[bool] = []
    for slug, statement in myths.STATEMENTS.items():
        with st.container(border=True, key=f"myth-card-{slug}"):
            st.markdown(say("**{sentence}**", sentence=statement.sentence))
            vote = control.segmented_control(
                statement.sentence, ANSWERS, key=f"myth-{slug}", label_visibility="collapsed"
            )
            if vote is None:
                continue
            found = finding(slug)
            agrees = (vote == "true") == found.holds
            right.append(agrees)
            verdict = VERDICTS[agrees, found.holds]
            (st.success if agrees else st.warning)(
                say("**{verdict}** {measured}", verdict=verdict, measured=found.measured)
            )
    with score, st.container(horizontal=True):
        st.metric("Voted", say("{right} of {STATEMENTS}", right=len(right), STATEMENTS=len(myths.STATEMENTS)))
        st.metric("Right", right.count(True))


@st.cache_data(show_spinner="Computing …")
def finding(slug: str) -> myths.Finding:
    return myths.STATEMENTS[slug].examine()


statements()
