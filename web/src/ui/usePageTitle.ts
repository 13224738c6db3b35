import { useEffect } from "react";

/** Name the page in the browser's tab and history, and to whoever hears it. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
