import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import type { ReactElement } from "react";
import { expect, it, vi } from "vitest";

import { bound, useShortcuts } from "./shortcuts";

function Part({ run, title = "Accept" }: { readonly run: () => void; readonly title?: string }): ReactElement {
  useShortcuts([{ keys: ["a"], title, group: "Attention", run }]);
  return <input aria-label="note" />;
}

it("runs while its part of the page is there, and not while a person types", async () => {
  const run = vi.fn();
  const { unmount } = render(<Part run={run} />);

  await userEvent.keyboard("a");
  expect(run).toHaveBeenCalledTimes(1);

  await userEvent.type(screen.getByLabelText("note"), "a cyst");
  expect(run).toHaveBeenCalledTimes(1);

  unmount();
  await userEvent.keyboard("a");
  expect(run).toHaveBeenCalledTimes(1);
  expect(bound.get()).toEqual([]);
});

it("asks the newest part first, and always runs the newest function", async () => {
  const [first, old, fresh] = [vi.fn(), vi.fn(), vi.fn()];
  render(<Part run={first} />);
  const second = render(<Part run={old} title="Modify" />);
  second.rerender(<Part run={fresh} title="Modify" />);

  await userEvent.click(document.body);
  await userEvent.keyboard("a");

  expect([first, old, fresh].map((each) => each.mock.calls.length)).toEqual([0, 0, 1]);
});

it("keeps still while a dialog is open", async () => {
  const run = vi.fn();
  render(
    <>
      <Part run={run} />
      <div role="dialog" aria-modal="true" />
    </>,
  );
  await userEvent.keyboard("a");
  expect(run).not.toHaveBeenCalled();
});

it("leaves a slider the keys that move it, and no others", async () => {
  const [left, accept] = [vi.fn(), vi.fn()];
  function Moving(): ReactElement {
    useShortcuts([
      { keys: ["ArrowLeft"], title: "Previous", group: "Attention", run: left },
      { keys: ["a"], title: "Accept", group: "Attention", run: accept },
    ]);
    return <input aria-label="opacity" type="range" />;
  }
  render(<Moving />);
  screen.getByLabelText("opacity").focus();

  await userEvent.keyboard("{ArrowLeft}a");

  expect([left, accept].map((each) => each.mock.calls.length)).toEqual([0, 1]);
});
