"""The links of the benchmark's hostile student reach what they are meant for, and get an answer."""

from urllib.parse import parse_qsl

import pytest

from cnnviz.lessons import course
from tests.benchmarks.classroom import links
from tests.pages.fuzzing import Session, hash_of, parameters_read

HEAVY = {"effective-receptive-field", "ensembles", "layer-stack", "my-runs", "receptive-field"}  # the benchmark's own
LINKS = links()


@pytest.mark.parametrize("page", sorted({page for page, _ in LINKS} - HEAVY))
def test_every_parameter_of_the_list_is_one_that_its_page_knows(page: str) -> None:
    known_as = hash_of(course.BY_SLUG[page].file)
    for link in [dict(parse_qsl(query, keep_blank_values=True)) for name, query in LINKS if name == page]:
        with parameters_read() as read:
            session = Session(known_as)
            assert not session.run(link)
        bound = {one.param_key: one.widget_id for one in session.state.query_params._bindings_by_widget.values()}
        assert link.keys() <= read | bound.keys()
        widgets = session.widgets()
        for name in link.keys() & bound.keys():
            offered = widgets[bound[name]].formatted_options
            assert not offered or link[name] in offered, name
