"""The keystroke-level model on logs that were written and worked out by hand."""

from tests.browser.keystrokes import (
    SECONDS,
    Event,
    events_of,
    interactions,
    operators,
    seconds,
    ten_corners,
)


def drag(start: tuple[float, float], end: tuple[float, float]) -> list[Event]:
    return [Event("press", "", "image", *start), Event("release", "", "image", *end)]


SPACE = Event("key", " ")
BOX = [*drag((100, 100), (180, 160)), SPACE]


def test_the_times_are_the_published_ones() -> None:
    assert dict(SECONDS) == {"K": 0.28, "P": 1.1, "B": 0.1, "H": 0.4, "M": 1.35}
    assert abs(seconds("MPBPBK") - (1.35 + 1.1 + 0.1 + 1.1 + 0.1 + 0.28)) < 1e-9


def test_a_box_is_one_thought_a_drag_and_a_key_of_the_free_hand() -> None:
    assert operators(BOX) == "MPBPBK"
    assert interactions(BOX) == 2


def test_strictly_every_command_is_a_thought_and_every_key_moves_the_hand() -> None:
    assert operators(BOX, is_strict=True) == "MPBPBMHK"


def test_a_click_where_the_pointer_is_already_needs_no_pointing() -> None:
    double = [*drag((50, 50), (50, 50)), *drag((52, 51), (52, 51))]

    assert operators(double) == "MPBBBB"


def test_keys_one_after_another_are_one_thought() -> None:
    assert operators([Event("key", "a"), SPACE]) == "MKK"
    assert operators([Event("key", "a"), SPACE], is_strict=True) == "MHKMK"


def test_a_new_place_on_the_image_after_a_command_is_a_thought_of_its_own() -> None:
    adjusted = [Event("key", "t"), *drag((10, 10), (30, 30)), SPACE]

    assert operators(adjusted) == "MKMPBPBK"


def test_a_key_that_the_free_hand_does_not_reach_moves_the_other_one_there_and_back() -> None:
    log = [*drag((10, 10), (30, 30)), Event("key", "PageDown"), *drag((60, 10), (80, 30))]

    assert operators(log) == "MPBPBHKMHPBPB"


def test_a_choice_among_controls_is_a_thought_and_a_terminator_is_not() -> None:
    wrong = Event("press", "Label is wrong", "control", 900, 300)

    assert operators([*drag((10, 10), (30, 30)), wrong]) == "MPBPBMPB"


def test_the_other_tool_takes_ten_corners_a_second_click_save_and_next() -> None:
    log = ten_corners()

    assert operators(log) == "M" + "PBB" * 10 + "BB" + "PBB" + "PBB"
    assert abs(seconds(operators(log)) - 17.15) < 1e-9
    assert operators(log, is_strict=True) == "M" + "PBB" * 10 + "BB" + "MPBB" * 2
    assert interactions(log) == 13


def test_a_log_of_the_recorder_is_read() -> None:
    written = [{"kind": "key", "name": "a", "on": "control", "x": 0, "y": 0, "at_ms": 12.5}]

    assert events_of(written) == [Event("key", "a", "control", 0, 0)]
