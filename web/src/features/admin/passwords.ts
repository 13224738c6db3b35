/** Passwords that a person reads off a screen and types once. */

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"; // none that look alike
const GROUPS = 4;
const LETTERS_IN_GROUP = 5;
/** Bytes from here on are drawn again: with them some letters would come more often. */
const FAIR = 256 - (256 % LETTERS.length);

/** Fills an array with random bytes. */
export type Draw = (bytes: Uint8Array<ArrayBuffer>) => unknown;

/** Return a new password of 20 letters in four groups: 99 bits. */
export function newPassword(draw: Draw = (bytes) => crypto.getRandomValues(bytes)): string {
  const wanted = GROUPS * LETTERS_IN_GROUP;
  let letters = "";
  while (letters.length < wanted) {
    const bytes = new Uint8Array(wanted);
    draw(bytes);
    for (const byte of bytes) if (byte < FAIR) letters += LETTERS[byte % LETTERS.length] ?? "";
  }
  const groups = Array.from({ length: GROUPS }, (_, at) =>
    letters.slice(at * LETTERS_IN_GROUP, (at + 1) * LETTERS_IN_GROUP),
  );
  return groups.join("-");
}
