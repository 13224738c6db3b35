import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import "@mantine/core/styles.css";

import "./theme.css";

import { App } from "./App";
import { partMissing } from "./parts";
import { fetchAhead } from "./views";

addEventListener("vite:preloadError", () => partMissing.set(true));

fetchAhead(location.pathname);

const root = document.getElementById("root");
if (root === null) throw new Error("index.html holds no element #root; build the page again");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
