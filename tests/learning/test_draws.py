import torch

from medebiaser.learning.draws import epoch_draw, generator_of, seed_of


def test_batches_laid_end_to_end_visit_everything_once_a_pass() -> None:
    batches = torch.cat([epoch_draw(10, 4, draw, "images", 7) for draw in range(10)])

    for start in range(0, 40, 10):
        assert sorted(batches[start : start + 10].tolist()) == list(range(10))
    assert batches[:10].tolist() != batches[10:20].tolist()


def test_few_positions_come_equally_often() -> None:
    counts = torch.bincount(epoch_draw(5, 24, 0, "pairs", 0), minlength=5)

    assert counts.min() == 4
    assert counts.max() == 5


def test_a_draw_depends_on_its_purpose_and_seed_alone() -> None:
    assert seed_of("a", 1, 23) != seed_of("a", 12, 3)
    assert torch.equal(epoch_draw(50, 9, 3, "x", 1), epoch_draw(50, 9, 3, "x", 1))
    assert not torch.equal(epoch_draw(50, 9, 3, "x", 1), epoch_draw(50, 9, 3, "y", 1))
    before = torch.get_rng_state()
    torch.rand(3, generator=generator_of("x", 1))
    assert torch.equal(torch.get_rng_state(), before)
