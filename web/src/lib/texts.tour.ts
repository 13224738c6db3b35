/** The tour's sentences; part of `texts`. A physician's steps name no parameter. */
export const tourTexts = {
  "tour.title": "Tour of the workbench",
  "tour.menu": "Tour of the workbench",
  "tour.offer": "New here? Ten short steps lead once through the whole loop. It takes three minutes and changes nothing.",
  "tour.offer.start": "Show me round",
  "tour.offer.later": "Not now",
  "tour.offer.again": "The tour is in the menu under your name whenever you want it.",
  "tour.step": "Step {n} of {of}",
  "tour.next": "Next",
  "tour.back": "Back",
  "tour.leave": "Leave the tour",
  "tour.done": "Done",
  "tour.keys": "→ next, ← back, Esc leaves. Everything on the page works meanwhile.",
  "tour.shortcut": "Leave the tour",

  "tour.labels.title": "What the images show",
  "tour.labels.text": "One line for each label: how many images carry it and how well the model finds it. The rare ones at the end are where a model goes wrong most easily. A click on a label chooses it in every view.",
  "tour.labels.missing": "This project has no images yet. Upload some in the panel, and the labels appear here.",

  "tour.together.title": "Labels that travel together",
  "tour.together.text": "Each ribbon joins two labels that appear in the same images. A model may take one for a sign of the other and never look at the finding itself. That is a shortcut, and shortcuts are what we are after.",
  "tour.together.missing": "There is nothing to draw yet: it takes images that carry more than one label.",

  "tour.train.title": "Teach a model",
  "tour.train.text": "The first round begins here: choose a model by what it is good for and start it. You may close the window meanwhile; the training goes on, and its curve says in plain words when something is wrong.",
  "tour.train.engineer": "The first round begins here: choose a model by what it is good for and start it. “Advanced” holds every parameter with its meaning and its default. The training goes on without you, and its curve warns in plain words.",
  "tour.train.missing": "The choice of models could not be shown. Load the page again, or open the panel later.",

  "tour.order.title": "What deserves your minute",
  "tour.order.text": "Nobody can look at every image. So they come in an order: first those where the model seems to look at the wrong place, or where it is unsure. Other orders are in this list, each with what comes first in it.",
  "tour.order.missing": "There is no model yet, so there is no order. Train one in the panel; when it is ready, the images appear here.",

  "tour.card.title": "Where the model looked",
  "tour.card.text": "The bright part is where the model found its evidence. The border and the sign say whether it was right, the lines below why this image comes so early. A bright letter in a corner is no finding: it is a shortcut.",
  "tour.card.missing": "There is no image to show here: no model yet, or no image that carries this label. Choose another label at the top.",

  "tour.accept.title": "Right place? Accept",
  "tour.accept.text": "Where the bright part lies on the finding, press this button, or the key A. Its outline becomes your region. The same key takes it back. An accepted heatmap teaches, too.",
  "tour.accept.missing": "As soon as there are images with heatmaps, each has this button.",

  "tour.draw.title": "Wrong place? Show the right one",
  "tour.draw.text": "Draw round the finding: the box is quickest, the polygon follows a shape, the brush paints. What you draw is saved at once; one step back undoes it. The key ? lists every key of this view.",
  "tour.draw.missing": "There is no image to draw on yet: it takes a model first. Train one in the panel.",

  "tour.verdict.title": "Say what you see",
  "tour.verdict.text": "Nothing to mark, the label is wrong, or you cannot tell: each is a useful answer. What you say is saved as you say it, even when the network is away; the word at the top of the page shows it.",
  "tour.verdict.missing": "With an image on the screen, the verdicts stand here: corrected, accepted, nothing to mark, label is wrong, cannot tell.",

  "tour.tune.title": "Let the model learn from it",
  "tour.tune.text": "This says what a fine-tuning would use: so many corrections, so many accepted heatmaps. One button starts it. You can go on annotating while it runs.",
  "tour.tune.missing": "Fine-tuning comes after the first training. When a model is ready, this part says what it would learn from.",

  "tour.compare.title": "Did it help?",
  "tour.compare.text": "The receipt shows what changed, first on images that nobody drew on: only there a model proves that it has understood. The other parts count right and wrong answers. Then it starts again, with a better model.",
  "tour.compare.missing": "No round is finished yet. After the first training its figures stand here, and after each fine-tuning a receipt of what it changed.",
} as const;
