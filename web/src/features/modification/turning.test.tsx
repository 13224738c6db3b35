import { fireEvent } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { createTurning, type Turning } from "./turning";

let turning: Turning;
let leave: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  turning = createTurning();
  leave = turning.listen();
});

afterEach(() => {
  leave();
  vi.useRealTimers();
});

it("lets the page follow once, when the picture is painted", () => {
  const follow = vi.fn();
  turning.begin(follow);
  expect([follow.mock.calls.length, turning.isUnderWay()]).toEqual([0, true]);

  turning.settle();
  turning.settle();
  vi.runAllTimers();

  expect([follow.mock.calls.length, turning.isUnderWay()]).toEqual([1, false]);
});

it.each(["keydown", "pointerdown", "click", "wheel", "input"])("lets the page follow before a %s reaches anything", (kind) => {
  const heard: string[] = [];
  const listener = (): number => heard.push(kind);
  document.body.addEventListener(kind, listener);
  turning.begin(() => heard.push("followed"));

  document.body.dispatchEvent(new Event(kind, { bubbles: true }));
  document.body.removeEventListener(kind, listener);

  expect(heard).toEqual(["followed", kind]);
});

it("does not hurry for a pointer that only passes", () => {
  const follow = vi.fn();
  turning.begin(follow);

  fireEvent(document.body, new PointerEvent("pointermove", { bubbles: true, buttons: 0 }));
  expect(follow).not.toHaveBeenCalled();

  fireEvent(document.body, new PointerEvent("pointermove", { bubbles: true, buttons: 1 }));
  expect(follow).toHaveBeenCalledTimes(1);
});

it("follows also where no frame is painted, and goes to every image in between", () => {
  const [first, second] = [vi.fn(), vi.fn()];
  turning.begin(first);
  turning.begin(second);
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 0]);

  vi.runAllTimers();
  expect(second).toHaveBeenCalledTimes(1);
});

it("leaves a page alone that is gone", () => {
  const follow = vi.fn();
  turning.begin(follow);

  leave();
  vi.runAllTimers();

  expect([follow.mock.calls.length, turning.isUnderWay()]).toEqual([0, false]);
});
