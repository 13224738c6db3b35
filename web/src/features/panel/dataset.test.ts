import { expect, it } from "vitest";

import { guessed, sampleOf } from "./columns";
import { archiveIn, datasetOf, needsOf, type Choice } from "./dataset";

const SAMPLE = sampleOf("scan,Coin,split\na.png,1,train\nb.png,0,kept back\n");
const CHOICE: Choice = {
  layout: "table",
  table: { name: "labels.csv", method: 0, packedBytes: 0, headAt: 0 },
  sample: SAMPLE,
  reading: guessed(SAMPLE),
  minPositives: 5,
};

it("says how the table is read, and leaves out words that mean nothing yet", () => {
  expect(datasetOf(CHOICE)).toMatchObject({
    layout: "table",
    table: "labels.csv",
    image_column: "scan",
    labels_column: null,
    label_columns: ["Coin"],
    split_column: "split",
    split_map: { train: "train" },
    min_positives: 5,
  });
});

it("names no column where the labels are the names of folders", () => {
  expect(datasetOf({ ...CHOICE, layout: "folder" })).toMatchObject({
    table: null,
    image_column: null,
    label_columns: [],
    split_map: {},
  });
});

it("asks for what cannot be guessed", () => {
  expect(needsOf(CHOICE)).toEqual(["split"]);
  const unknown = sampleOf("a,b\nx,y\n");
  expect(needsOf({ ...CHOICE, sample: unknown, reading: guessed(unknown) })).toEqual(["image", "labels"]);
  expect(needsOf({ ...CHOICE, layout: "vindr" })).toEqual([]);
});

it("knows what is no archive", async () => {
  expect(await archiveIn(new Blob(["no zip"]))).toBeNull();
});
