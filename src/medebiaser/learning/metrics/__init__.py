"""How good a round is, and how sure one can be of it."""

from medebiaser.learning.metrics.bootstrap import (
    REPLICATES,
    Patients,
    bootstrap_auc_ci,
    interval,
    mean_interval,
    patient_draws,
    replicate_figures,
)
from medebiaser.learning.metrics.calibration import CalibrationCurve, calibration_curve
from medebiaser.learning.metrics.comparison import (
    Change,
    Comparison,
    Predictions,
    comparison_document,
    holm,
    paired_bootstrap,
)
from medebiaser.learning.metrics.figures import (
    Figures,
    LabelFigures,
    MacroFigures,
    label_figures,
)
from medebiaser.learning.metrics.groups import (
    age_groups,
    companion_groups,
    group_figures,
    worst_group_auc,
)
from medebiaser.learning.metrics.guard import GuardFinding, guard
from medebiaser.learning.metrics.thresholds import (
    choose_thresholds,
    specificities_at,
    thresholds_at_specificity,
)
from medebiaser.learning.metrics.truth import MIN_CASES, as_truth
from medebiaser.learning.metrics.weighted import FIGURES, HIGHER_IS_BETTER
from medebiaser.learning.metrics.words import in_words

__all__ = [
    "FIGURES",
    "HIGHER_IS_BETTER",
    "MIN_CASES",
    "REPLICATES",
    "CalibrationCurve",
    "Change",
    "Comparison",
    "Figures",
    "GuardFinding",
    "LabelFigures",
    "MacroFigures",
    "Patients",
    "Predictions",
    "age_groups",
    "as_truth",
    "bootstrap_auc_ci",
    "calibration_curve",
    "choose_thresholds",
    "companion_groups",
    "comparison_document",
    "group_figures",
    "guard",
    "holm",
    "in_words",
    "interval",
    "label_figures",
    "mean_interval",
    "paired_bootstrap",
    "patient_draws",
    "replicate_figures",
    "specificities_at",
    "thresholds_at_specificity",
    "worst_group_auc",
]
