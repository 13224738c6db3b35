import { adminTexts } from "./texts.admin";
import { attentionTexts } from "./texts.attention";
import { conflictTexts } from "./texts.conflict";
import { modificationTexts } from "./texts.modification";
import { panelTexts } from "./texts.panel";
import { performanceTexts } from "./texts.performance";
import { tourTexts } from "./texts.tour";

/**
 * Every sentence that a person reads. A translation is another object with the same keys.
 *
 * `{name}` stands for a value. Keys that end in `.one` and `.other` are a pair for `plural`.
 * Each view keeps its block; add yours at its end, in the order of the page.
 */
export const texts = {
  // the program
  "app.name": "MEDebiaser",
  "app.title": "{view} · {project} · MEDebiaser",
  "app.title.page": "{page} · MEDebiaser",
  "app.skip": "Go to the content",

  // the four faces
  "face.loading": "Loading {what} …",
  "face.error": "{what} could not be loaded",
  "face.close": "Close",
  "face.retry": "Try again",
  "face.unexpected": "This part of the page broke",
  "face.unexpected.do": "What you saved is safe. Load the page again; if it happens again, tell your administrator what you did last.",
  "face.reload": "Load the page again",

  // nobody answers
  "away.title": "The server does not answer",
  "away.do": "It may be restarting, or your connection to it may be broken. What you did is kept in this browser and is sent as soon as it is back.",
  "away.again": "This page asks again every few seconds and goes on by itself.",
  "away.retry": "Ask now",
  "away.line": "The server does not answer. You may go on: what you do is kept in this browser and sent as soon as it is back. If it lasts, tell your administrator.",
  "away.line.unprotected": "The server does not answer. Keep this page open and do not load it again: this browser does not let us keep your changes, and they are sent as soon as the server is back.",
  "away.part": "This part of the page is not here yet",
  "away.part.do": "It could not be fetched, because the server does not answer. It appears as soon as the server is back.",

  // what the server refuses
  "refusal.unreachable": "The server does not answer. Your connection may be broken, or the server is being restarted; we try again by ourselves.",
  "refusal.unknown": "The server refused with status {status}, without saying why. Tell your administrator.",

  // logging in
  "login.title": "Log in",
  "login.lead": "See where the model looked, correct it, and see whether it helped.",
  "login.name": "Name",
  "login.password": "Password",
  "login.show": "Show what is typed",
  "login.submit": "Log in",
  "login.or": "or",
  "login.ended": "Your login has ended. Log in again to go on where you were; nothing is lost.",
  "login.waiting.one": "{n} change waits in this browser and is sent as soon as you are logged in.",
  "login.waiting.other": "{n} changes wait in this browser and are sent as soon as you are logged in.",
  "login.help": "No account? Ask your administrator. The first one is printed in the terminal when the server is set up.",

  // the account
  "account.title": "Your account",
  "account.menu": "Account of {name}",
  "account.what": "your account",
  "account.role.physician": "physician",
  "account.role.engineer": "engineer",
  "account.role.admin": "admin",
  "account.role.none": "no role",
  "account.roles.everywhere": "every project",
  "account.roles.none": "You have no role yet. Ask your administrator.",
  "account.session": "This login ends {at}, or after a while without use.",
  "account.logout": "Log out",
  "account.logout.everywhere": "Log out everywhere",
  "account.logout.everywhere.lead": "Ends every login of yours in every browser, this one too. Tokens for programs stay.",
  "account.password": "Password",
  "account.password.lead": "Your other logins end and all your tokens are revoked.",
  "account.password.present": "Present password",
  "account.password.new": "New password",
  "account.password.again": "New password again",
  "account.password.short": "At least {n} characters.",
  "account.password.differ": "The two are not the same.",
  "account.password.submit": "Change the password",
  "account.password.done": "The password is changed.",
  "account.password.sso": "You log in through the hospital's single sign-on; your password is changed there.",
  "account.tokens": "Tokens for programs",
  "account.tokens.lead": "A program that sends a token may do what you may do. Revoke the tokens that you do not need.",
  "account.tokens.what": "your tokens",
  "account.tokens.none": "No token yet",
  "account.tokens.none.do": "Make one for a script that should talk to this server.",
  "account.tokens.name": "What is it for?",
  "account.tokens.days": "Good for",
  "account.tokens.days.30": "30 days",
  "account.tokens.days.365": "a year",
  "account.tokens.days.ever": "until it is revoked",
  "account.tokens.create": "Make a token",
  "account.tokens.made": "Copy it now; it is never shown again.",
  "account.tokens.copy": "Copy",
  "account.tokens.copied": "Copied",
  "account.tokens.dismiss": "I have it",
  "account.tokens.revoke": "Revoke",
  "account.tokens.revoke.of": "Revoke the token {name}",
  "account.tokens.column.name": "Name",
  "account.tokens.column.made": "Made",
  "account.tokens.column.used": "Last used",
  "account.tokens.column.ends": "Ends",
  "account.tokens.never": "never",

  // the frame
  "frame.views": "Views",
  "frame.view.panel": "Panel",
  "frame.view.labels": "Labels",
  "frame.view.attention": "Attention",
  "frame.view.modification": "Modification",
  "frame.view.performance": "Performance",
  "frame.project": "Project",
  "frame.projects.none": "There is no project for you yet",
  "frame.projects.none.do": "Ask your administrator for a role in one, and say that your name here is {name}.",
  "frame.projects.look": "Look again",
  "frame.projects.empty": "There is no project yet",
  "frame.projects.empty.do": "A project holds the images of one question, their labels, and what the model learned from them. Make the first one, then upload images.",
  "frame.projects.missing": "There is no project {name} among yours",
  "frame.projects.missing.do": "Its name may be mistyped, or you have no role in it. Choose another one, or ask its administrator and say that your name here is {user}.",
  "frame.projects.mine": "Your projects",
  "frame.projects.choose": "Choose a project",
  "frame.round": "Round",
  "frame.round.none": "not trained yet",
  "frame.round.name": "Round {n}",
  "frame.round.first": "Round 0, preliminary",
  "frame.round.current": "current",
  "frame.round.make": "Make round {n} the current one",
  "frame.label": "Label",
  "frame.label.all": "all labels",
  "frame.theme.light": "Light colours",
  "frame.theme.dark": "Dark colours",
  "frame.shortcuts": "Keyboard shortcuts",
  "frame.lost": "There is no such page",
  "frame.lost.do": "The address may be mistyped or old. Nothing is lost: what you saved is where it was.",
  "frame.home": "To the start",
  "connection.connecting": "Connecting …",
  "connection.offline": "Offline",
  "connection.offline.why": "The server does not answer; we keep trying. What you do is kept in this browser.",
  "saving.saved": "Saved",
  "saving.saving": "Saving …",
  "saving.offline": "Offline, {n} waiting",
  "saving.logged-out": "Log in to save, {n} waiting",
  "saving.troubled": "Not saved yet, {n} waiting",
  "saving.troubled.why": "{why} We keep trying; what you did is kept in this browser.",
  "saving.conflicts.one": "{n} conflict",
  "saving.conflicts.other": "{n} conflicts",
  "saving.refused.one": "{n} change refused",
  "saving.refused.other": "{n} changes refused",
  "saving.conflict.why": "Somebody saved another version meanwhile. Open it to choose between the two.",
  "saving.refused.why": "The server does not take it as it is. Open it to read why, and to try again.",
  "saving.unprotected": "Keep this page open",
  "saving.unprotected.why": "This browser does not let us keep your changes: a private window, or its storage is full or forbidden. The server still saves each of them; while any waits, do not close or reload this page.",
  "saving.others.one": "{n} change of somebody else waits",
  "saving.others.other": "{n} changes of somebody else wait",
  "saving.others.why": "Somebody else worked in this browser, and their login ended before all of it was saved. It is sent when they log in here.",
  "journal.unreadable": "An older version of this program wrote this change down; it cannot be read. Drop it and make it again.",

  // labels
  "labels.what": "the labels",
  "labels.none": "No labels yet",
  "labels.none.do": "They come with the first images; open the panel to upload some.",
  "labels.images.one": "{n} image",
  "labels.images.other": "{n} images",
  "labels.patients.one": "{n} patient",
  "labels.patients.other": "{n} patients",
  "labels.labels.one": "{n} label",
  "labels.labels.other": "{n} labels",
  "labels.untrained": "no model yet",
  "labels.figures": "figures of round {n} on test images",
  "labels.few": "not enough cases",
  "labels.look": "Look at its images",
  "labels.column.name": "Label",
  "labels.column.name.meaning": "What may be seen in an image. Choose one here and every view shows it.",
  "labels.column.positives": "Images",
  "labels.column.positives.meaning": "Images that carry the label.",
  "labels.column.share": "Share",
  "labels.column.share.meaning": "Of the images for which the label is known, the share that carries it. The bars compare the labels with the most frequent one.",
  "labels.column.annotated": "Annotated",
  "labels.column.annotated.meaning": "Images on which a physician has looked at this label: corrected, accepted, or said that something else is wrong.",
  "labels.column.sensitivity": "Sensitivity",
  "labels.column.sensitivity.meaning": "Of the test images that carry the label, the share that the model finds. Below it, where the true value lies with 95 % certainty.",
  "labels.column.specificity": "Specificity",
  "labels.column.specificity.meaning": "Of the test images that do not carry the label, the share for which the model keeps still.",
  "labels.column.auc": "ROC AUC",
  "labels.column.auc.meaning": "How well the model tells images with the label from images without it, at every threshold: 0.5 is a coin, 1 is perfect.",
  "labels.column.dependency": "Dependency",
  "labels.column.dependency.meaning": "How far the label comes with rare companions only, by the literal formula of the paper. It is one number per label, often close to 0 or 1; the ranking by dependency works image by image.",
  "labels.chord.title": "Labels that appear together",
  "labels.chord.what": "the labels that appear together",
  "labels.chord.hint": "Choose a label in the table, or click on an arc or a ribbon: every view then shows it.",
  "labels.chord.pair": "{a} with {b}",
  "labels.chord.none": "No two labels appear together.",
  "labels.chord.summary": "Labels that appear together; most often {a} with {b}, on {n} images.",
  "labels.companions.of": "What appears with {label}",
  "labels.companions.none": "{label} appears alone in every image.",
  "labels.companions.share": "{share} of them, {images}",

  ...attentionTexts,
  ...conflictTexts,
  ...modificationTexts,
  ...panelTexts,
  ...performanceTexts,
  ...tourTexts,
  ...adminTexts,

  // shortcuts
  "shortcuts.title": "Keyboard shortcuts",
  "shortcuts.everywhere": "Everywhere",
  "shortcuts.sheet": "Show this sheet",
  "shortcuts.view": "Open the view {view}",
  "shortcuts.theme": "Dark or light colours",
  "shortcuts.label.next": "Next label",
  "shortcuts.label.previous": "Previous label",
  "shortcuts.moving": "From control to control",
  "shortcuts.moving.next": "Next or previous control",
  "shortcuts.moving.press": "Press it",
  "shortcuts.moving.within": "Within menus, tabs, sliders and choices",
  "shortcuts.moving.out": "Close what is open",
} as const;

export type TextKey = keyof typeof texts;

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** The values that a text asks for, by name. */
export type Values<S extends string> = Record<Names<S>, string | number>;

type Given<K extends TextKey> =
  Names<(typeof texts)[K]> extends never ? [] : [values: Values<(typeof texts)[K]>];

/** Return a text with its values filled in. */
export function text<K extends TextKey>(key: K, ...given: Given<K>): string {
  const values: Partial<Record<string, string | number>> = given[0] ?? {};
  return texts[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}

type Pair = { [K in TextKey]: K extends `${infer Stem}.other` ? Stem : never }[TextKey];

const COUNTS = new Intl.NumberFormat("en");
const RULES = new Intl.PluralRules("en");

/** Return the form of a text that fits a count; `{n}` is the count. */
export function plural(stem: Pair, n: number): string {
  const form = RULES.select(n) === "one" ? "one" : "other";
  return texts[`${stem}.${form}`].replace("{n}", COUNTS.format(n));
}

/** The server's sentences begin small and end without a full stop; on a page they stand alone. */
export function sentence(words: string): string {
  const first = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?…]$/.test(first) ? first : `${first}.`;
}
