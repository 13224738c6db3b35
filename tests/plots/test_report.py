import numpy as np

from medebiaser.plots.overlays import Tile
from medebiaser.plots.report import Comparison, Table, report_page

TILE = Tile(np.zeros((4, 4), dtype=np.float32), None, 1.0, caption="p 0.10")


def test_the_page_leads_with_images_nobody_drew_on_and_asks_nothing_from_outside():
    page = report_page(
        "Round 1",
        ["one label <worked on>"],
        [Table("Figures", "on test", ("label", "AUC"), (("Hernia", "0.61"),))],
        [
            Comparison("drawn", TILE, TILE, "note", annotated=True),
            Comparison("untouched", TILE, TILE, "note", annotated=False),
        ],
    )

    assert page.index("untouched") < page.index("drawn,")
    assert "one label &lt;worked on&gt;" in page
    assert "<td>0.61</td>" in page
    assert page.count("data:image/png;base64,") == 4
    assert "http" not in page.replace("http-equiv", "")
