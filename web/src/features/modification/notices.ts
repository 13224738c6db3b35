/** What a person is told of the last thing they did. */
import type { Notice } from "@/geometry/drawing";
import type { Refusal } from "@/geometry/polygons";
import { share } from "@/lib/format";
import { text } from "@/lib/texts";

/** A notice in a sentence. */
export function noticeWords(notice: Notice): string {
  switch (notice.kind) {
    case "refused":
      return refusalWords(notice.why);
    case "clipped":
      return text("modification.notice.clipped", { share: share(notice.lost), n: notice.pieces });
    case "mended":
      return text("modification.notice.mended");
    case "nothing-drawn":
      return text("modification.obstacle.draw-first");
    case "no-outline":
      return text("modification.obstacle.no-evidence");
  }
}

function refusalWords(why: Refusal): string {
  switch (why.reason) {
    case "too-few-corners":
      return text("modification.notice.few", { n: why.corners });
    case "too-many-corners":
      return text("modification.notice.many", { n: why.corners });
    case "no-number":
    case "no-area":
      return text("modification.notice.area");
    case "outside":
      return text("modification.notice.outside");
    case "crossing":
      return text("modification.notice.crossing", { a: why.first[0], b: why.first[1], c: why.second[0], d: why.second[1] });
  }
}
