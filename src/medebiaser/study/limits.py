"""What the figures of a study cannot say; it stands beside every one of them."""

from medebiaser.study.options import StudyOptions

ALWAYS = (
    "One marker at a time; real shortcuts come together.",
    "The physician is simulated from the true regions and never tires; the seconds come from the "
    "keystroke-level model, not from people.",
    "The weights of the rankings were chosen on pools like those they are reported on.",
    "Intervals are over seeds: they say how far another draw would lie, not another hospital.",
)


def limits(options: StudyOptions, seeds: int) -> tuple[str, ...]:
    """Return the limits of what these options can show, one sentence each."""
    found = []
    if options.data.kind == "phantoms":
        found.append("The images are drawn: no figure here is clinical.")
    elif options.data.lesions:
        found.append("The texture is real, the findings are drawn.")
    elif options.data.kind == "planted":
        found.append(
            "The labels are the project's own, with their errors; only the marker is known."
        )
    if options.hand == "exact":
        found.append("The regions are exact, as no hand draws them.")
    if options.architecture == "small":
        found.append("The network is small and was trained from random numbers.")
    if seeds < 5:
        found.append(f"{seeds} seed{'s' * (seeds != 1)}: five are the least that a claim rests on.")
    return (*found, *ALWAYS)
