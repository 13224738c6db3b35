"""Where a network looked: maps of every label, and slower explainers behind one protocol."""

from medebiaser.learning.explainers.attributions import (
    Explainer,
    InputGradient,
    IntegratedGradients,
    MapExplainer,
    Occlusion,
    closed_form,
    deep_lift,
    explainer,
    explainer_names,
    grad_cam,
    gradient,
    head_jacobian,
    input_gradient,
    integrated_gradients,
    occlusion,
)
from medebiaser.learning.explainers.deep_lift import DeepLift
from medebiaser.learning.explainers.maps import (
    Explanation,
    closed_form_maps,
    explain,
    gradient_maps,
    head_jacobian_maps,
    maps_of_features,
)
from medebiaser.learning.explainers.reference import blurred

__all__ = [
    "DeepLift",
    "Explainer",
    "Explanation",
    "InputGradient",
    "IntegratedGradients",
    "MapExplainer",
    "Occlusion",
    "blurred",
    "closed_form",
    "closed_form_maps",
    "deep_lift",
    "explain",
    "explainer",
    "explainer_names",
    "grad_cam",
    "gradient",
    "gradient_maps",
    "head_jacobian",
    "head_jacobian_maps",
    "input_gradient",
    "integrated_gradients",
    "maps_of_features",
    "occlusion",
]
