"""Predictions as a person reads them in a terminal."""

from medebiaser.cli.predicting import highest_first


def test_the_likeliest_labels_come_first_and_the_rest_is_counted() -> None:
    labels = ("Air rim", "Bubble", "Coin", "Lump", "Mass", "Strands")

    words = highest_first(labels, (0.1, 0.9, 0.25, 0.05, 0.3, 0.2))

    assert (
        words == "Bubble 0.90, Mass 0.30, Coin 0.25, Strands 0.20, Air rim 0.10; 1 more with --json"
    )
    assert highest_first(("Coin",), (0.5,)) == "Coin 0.50"
