import { useEffect, useRef } from "react";
import { useLocation } from "react-router";

import { tour } from "./tour/tour";

/** After going to another page the keyboard and the screen reader begin at its head. */
export function useHeadFocus(): void {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    if (tour.get() === null) focusHead(); // else the tour's card speaks of the page
  }, [pathname]);
}

/** A page that is being loaded has no head yet; its place is read out then. */
function focusHead(): void {
  if (document.querySelector("[role=dialog][aria-modal=true]") !== null) return;
  const place = document.getElementById("content");
  const head = place?.querySelector("h1") ?? place;
  if (head === null) return;
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
}
