import assert from "node:assert/strict";
import test from "node:test";
import { visible } from "../../chalicelib/dashboard/lib/html.js";

/** @param {number} code */
const mark = (code) => `a\\u{${code.toString(16).toUpperCase()}}b`;

// By what they do: turn text round, take no room, end a line, act on a terminal, or look like nothing.
const DECEIVE = {
  "bidirectional controls": [
    0x61c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
  ],
  "zero width": [0xad, 0x34f, 0x180e, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0xfe0f, 0xe0041, 0xe0100],
  "line ends": [0xb, 0xc, 0xd, 0x85, 0x2028, 0x2029],
  controls: [0, 7, 8, 0x1b, 0x7f, 0x9b],
  blanks: [0x115f, 0x1160, 0x2800, 0x3164, 0xffa0],
  "half characters": [0xd800, 0xdfff],
};

for (const [kind, codes] of Object.entries(DECEIVE)) {
  test(`${kind} are marked`, () => {
    for (const code of codes) assert.equal(visible(`a${String.fromCodePoint(code)}b`), mark(code));
  });
}

test("what can be seen, tabs and line breaks stay", () => {
  for (const text of ["", "a\tb\nc\r\nd", "שלום", "naïve – „x“", "⚠️ 🎉", "数据库", "\\u{202E}"]) {
    assert.equal(visible(text), text);
  }
});

test("a text that was marked is not marked again", () => {
  const once = visible("a\u202eb");
  assert.equal(visible(once), once);
});
