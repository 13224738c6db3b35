"""Pages of rankings, lists and tables of labels on a real PostgreSQL and a real S3 endpoint."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from medebiaser.data.importers.predictions import PredictionTable
from medebiaser.data.stores import open_workspace
from medebiaser.records import Split, Verdict
from medebiaser.rounds.labels import cooccurrence_document, overview
from medebiaser.rounds.listing import images_page
from medebiaser.rounds.outside import import_predictions
from medebiaser.rounds.pages import Wanted, ranking_page
from tests.data.workspaces import an_image
from tests.servers import PostgresServer


def test_views_read_the_same_from_servers(
    postgres: PostgresServer, s3: Callable[[], str], tmp_path: Path
) -> None:
    truth = [(1, 0), (1, 1), (0, 1), (None, 1), (1, 0), (0, 0)]
    with open_workspace(
        tmp_path / "w", create=True, database_url=postgres(), blob_url=s3()
    ) as opened:
        opened.projects.create("chest", ["Hernia", "Mass"])
        stores = opened.stores("chest")
        stores.images.add([an_image(row, labels=labels) for row, labels in enumerate(truth)])
        ids = stores.images.ids()
        p = np.array([[0.9, 0], [0.2, 1], [0.6, 1], [0.1, 1], [0.7, 0], [0.1, 0]], np.float32)
        trained = import_predictions(stores, PredictionTable(tuple(ids), p), "theirs").round
        stores.annotations.replace(
            ids[4], "Hernia", [], Verdict.NOTHING_TO_MARK, version=0, author="dr-a"
        )
        wanted = Wanted(label="Hernia", by="accuracy", limit=2)
        first = ranking_page(stores, trained, wanted)
        unseen = ranking_page(
            stores, trained, Wanted(label="Hernia", by="accuracy", annotated=False)
        )
        wrong = ranking_page(stores, trained, Wanted(label="Hernia", by="accuracy", correct=False))

        # 1 - |y - p|: row 1 .2, row 2 .4, row 4 .7, row 0 .9; rows 3 and 5 are not displayed
        assert [each.image.row for each in first.images] == [1, 2]
        assert (first.next, first.total, first.fresh) == (2, 4, False)
        assert [each.image.row for each in unseen.images] == [1, 2, 0]
        assert [each.image.row for each in wrong.images] == [1, 2]
        found = images_page(stores, split=Split.REVIEW, label="Mass", limit=2)
        assert [image.row for image in found.images] == [1, 2]
        assert found.next == 3
        assert cooccurrence_document(stores, None)["counts"] == [[3, 1], [1, 3]]
        assert overview(stores)["annotated_pairs"] == 1
        assert overview(stores)["patients"] == 6
