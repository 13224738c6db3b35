import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import type { ReactElement } from "react";
import { expect, it, vi } from "vitest";

import { EmptyFace, Faces, type Asked } from "./Faces";

function shown(asked: Asked<readonly string[]>): ReactElement {
  return (
    <MantineProvider>
      <Faces
        asked={asked}
        what="the labels"
        empty={(names) => (names.length === 0 ? <EmptyFace title="No label yet">Import some.</EmptyFace> : null)}
      >
        {(names) => <p>{names.join(", ")}</p>}
      </Faces>
    </MantineProvider>
  );
}

it("says what is being loaded", () => {
  render(shown({ data: undefined, error: null }));
  expect(screen.getByRole("status").textContent).toBe("Loading the labels …");
});

it("says why it failed and offers to try again", async () => {
  const refetch = vi.fn();
  render(shown({ data: undefined, error: new Error("the disk is full; free some space"), refetch }));

  expect(screen.getByRole("alert").textContent).toContain("The labels could not be loaded");
  expect(screen.getByRole("alert").textContent).toContain("the disk is full; free some space");
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(refetch).toHaveBeenCalledTimes(1);
});

it("says that there is nothing, and what to do", () => {
  render(shown({ data: [], error: null }));
  expect(screen.getByText("Import some.")).toBeDefined();
});

it("keeps the content when asking for it again fails", () => {
  render(shown({ data: ["cyst", "nodule"], error: new Error("gone") }));
  expect(screen.getByText("cyst, nodule")).toBeDefined();
  expect(screen.queryByRole("alert")).toBeNull();
});
