import { MantineProvider } from "@mantine/core";
import { render, screen, within } from "@testing-library/react";
import type { ReactElement } from "react";
import { expect, it } from "vitest";

import { ShortcutSheet } from "./ShortcutSheet";
import { useShortcuts } from "./shortcuts";

function Page(): ReactElement {
  const run = (): void => undefined;
  useShortcuts([
    { keys: ["?"], title: "Show this sheet", group: "Everywhere", run },
    { keys: ["a"], title: "Accept", group: "Attention", run },
  ]);
  return <ShortcutSheet opened onClose={run} />;
}

it("lists the view's own keys first, then those of every view, then how to move about", async () => {
  render(
    <MantineProvider>
      <Page />
    </MantineProvider>,
  );

  const sheet = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  const groups = within(sheet).getAllByRole("heading", { level: 3 });
  expect(groups.map((each) => each.textContent)).toEqual(["Attention", "Everywhere", "From control to control"]);
  expect(within(sheet).getByText("Next or previous control")).toBeDefined();
});
