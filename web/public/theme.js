// Before the first paint, so that a light page does not flash dark. The key is Mantine's own.
try {
  const chosen = localStorage.getItem("mantine-color-scheme-value");
  if (chosen === "light") document.documentElement.dataset.mantineColorScheme = "light";
} catch {
  // Storage may be forbidden; the page then starts dark.
}
