/** What a new password must be, as the server will ask it. */
import { text } from "@/lib/texts";

export const LENGTH_MIN = 12;

export interface Typed {
  readonly present: string;
  readonly new: string;
  readonly again: string;
}

export const NOTHING_TYPED: Typed = { present: "", new: "", again: "" };

/** Return what is wrong with each field; null: nothing. */
export function faults(typed: Typed): { readonly new: string | null; readonly again: string | null } {
  return {
    new: typed.new.length < LENGTH_MIN ? text("account.password.short", { n: LENGTH_MIN }) : null,
    again: typed.new === typed.again ? null : text("account.password.differ"),
  };
}
