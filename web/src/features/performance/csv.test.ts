import { expect, it } from "vitest";

import { csvOf } from "./csv";

it("quotes what needs it and leaves unknown cells empty", () => {
  expect(csvOf({ columns: ["label", "auc"], rows: [["Coin, big", 0.5], ['the "rim"', null], ["Lump", Number.NaN]] })).toBe(
    'label,auc\r\n"Coin, big",0.5\r\n"the ""rim""",\r\nLump,\r\n',
  );
});

it("lets no cell be a formula, and negative numbers be numbers", () => {
  expect(csvOf({ columns: ["a", "b"], rows: [["=SUM(A1)", -0.5], ["-0.2", "@x"]] })).toBe("a,b\r\n'=SUM(A1),-0.5\r\n-0.2,'@x\r\n");
});
