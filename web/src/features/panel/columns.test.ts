import { expect, it } from "vitest";

import { guessed, sampleOf } from "./columns";

it("recognises NIH's table without being told anything", () => {
  const reading = guessed(
    sampleOf("Image Index,Finding Labels,Patient ID,Patient Age\n1.png,Hernia|Mass,7,58\n2.png,"),
  );
  expect(reading.columns).toEqual({
    image: "Image Index",
    labels: "Finding Labels",
    patient: "Patient ID",
    age: "Patient Age",
    sex: null,
    view: null,
    split: null,
  });
  expect(reading.separator).toBe("|");
});

it("finds images by their endings and labels by the answers under them", () => {
  const reading = guessed(sampleOf("scan;Coin;Lump;set size\na.dcm;1;0;12\nb.dcm;0;;30\n"));
  expect(reading.columns.image).toBe("scan");
  expect(reading.columns.labels).toBeNull();
  expect(reading.labelColumns).toEqual(["Coin", "Lump"]);
});

it("takes another separator where lists use it, also between quotes", () => {
  const reading = guessed(sampleOf('file,labels\na.png,"Coin, Lump"\nb.png,Coin\n'));
  expect(reading.separator).toBe(",");
});

it("translates the words of a split column", () => {
  const reading = guessed(sampleOf("image,labels,split\na.png,A,train_val\nb.png,B,valid\nc.png,B,held out\n"));
  expect([...reading.splitMap]).toEqual([
    ["train_val", "train"],
    ["valid", "tune"],
    ["held out", null],
  ]);
});

it("leaves out the last line, which may be cut", () => {
  expect(sampleOf("a,b\n1,2\n3").rows).toEqual([["1", "2"]]);
});
