"""The charts of every page are what Plotly itself would write: it has checked every name and every value in them."""

import json

import plotly.graph_objects as go
import pytest

from cnnviz.lessons import course
from tests.pages.conftest import healthy, tester


@pytest.mark.parametrize("lesson", course.LESSONS, ids=lambda lesson: lesson.slug)
def test_plotly_writes_the_same(lesson: course.Lesson) -> None:
    app = healthy(tester(lesson.file).run())
    for chart in app.get("plotly_chart"):
        written = json.loads(chart.proto.spec)
        assert json.loads(go.Figure(written).to_json()) == written
