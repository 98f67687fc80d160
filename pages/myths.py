"""True or myth? Sentences from lecture notes: the student votes, then sees what a computation says."""

import streamlit as st

from cnnviz.lessons import myths
from cnnviz.ui.frame import control

st.title("True or myth?", anchor=False)
st.markdown("All of these stand in lecture notes. Vote first; then the sentence is computed.")

ANSWERS = {"It is true": True, "It is a myth": False}


@st.fragment
def statements() -> None:
    score = st.container()
    right: list[bool] = []
    for slug, statement in myths.STATEMENTS.items():
        with st.container(border=True, key=f"myth-card-{slug}"):
            st.markdown(f"**{statement.sentence}**")
            vote = control.segmented_control(
                statement.sentence, list(ANSWERS), key=f"myth-{slug}", label_visibility="collapsed"
            )
            if vote is None:
                continue
            found = finding(slug)
            agrees = ANSWERS[vote] == found.holds
            right.append(agrees)
            verdict = f"{'Right' if agrees else 'Not so'}: {'it is true' if found.holds else 'it is a myth'}."
            (st.success if agrees else st.warning)(f"**{verdict}** {found.measured}")
    with score, st.container(horizontal=True):
        st.metric("Voted", f"{len(right)} of {len(myths.STATEMENTS)}")
        st.metric("Right", right.count(True))


@st.cache_data(show_spinner="Computing …")
def finding(slug: str) -> myths.Finding:
    return myths.STATEMENTS[slug].examine()


statements()
