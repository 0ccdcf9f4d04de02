// A text in the subset of Markdown as a document of the editor. The same rules as casework/documents/markup/grammar.py
// and tree.py, by the sibling of the same parser; tests/journeys/test_editor_texts.py holds the two together.

import MarkdownIt from "markdown-it";
import heading from "markdown-it/lib/rules_block/heading.mjs";
import list from "markdown-it/lib/rules_block/list.mjs";
import table from "markdown-it/lib/rules_block/table.mjs";
import emphasis from "markdown-it/lib/rules_inline/emphasis.mjs";

export const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s\x00-\x1f]+$/i;
const DEEPEST = 8;
const LONGEST_WORDS = 1000;
const MOST_BRACKETS = 1000;
const BLOCKS = ["table", "list", "heading", "paragraph"];
const INLINES = ["text", "newline", "escape", "link", "emphasis", "balance_pairs", "fragments_join"];
const MARKER = /^(?:-(?=[ \t]|$)|\d{1,2}\.(?=[ \t]|$))/;
const YEAR = /^([ \t]*\d{3,})\.(?=[ \t]|$)/gm;

const parser = narrowed(new MarkdownIt("zero", { maxNesting: 100 }).enable([...BLOCKS, ...INLINES]));

function narrowed(made) {
  const ends = { alt: ["paragraph"] };
  made.block.ruler.at("list", listRule, ends);
  made.block.ruler.at("heading", headingRule, ends);
  made.block.ruler.at("table", tableRule, ends);
  made.inline.ruler.at("emphasis", (state, silent) => state.src[state.pos] !== "_" && emphasis.tokenize(state, silent));
  made.validateLink = (url) => ADDRESS.test(url);
  const labelEnd = made.helpers.parseLinkLabel;
  made.helpers.parseLinkTitle = () => ({ ok: false, can_continue: false, pos: 0, str: "" });
  made.helpers.parseLinkLabel = (state, start, nested) => {
    state.brackets ??= state.src.split("[").length - 1;
    if (state.brackets > MOST_BRACKETS) return -1;
    const most = state.posMax;
    state.posMax = Math.min(most, start + LONGEST_WORDS);
    const end = labelEnd(state, start, nested);
    state.posMax = most;
    return end;
  };
  return made;
}

function lineOf(state, line) {
  return state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
}

function listRule(state, start, end, silent) {
  return state.level < DEEPEST && MARKER.test(lineOf(state, start)) && list(state, start, end, silent);
}

function headingRule(state, start, end, silent) {
  return state.level === 0 && /^###?[ \t]+(?![# \t]*$)/.test(lineOf(state, start)) && heading(state, start, end, silent);
}

function tableRule(state, start, end, silent) {
  if (state.level !== 0) return false;
  const [before, parent] = [state.tokens.length, state.parentType];
  if (!table(state, start, end, silent)) return false;
  const made = state.tokens.slice(before);
  const rows = made.filter((token) => token.type === "tr_open" && token.map);
  const widest = Math.max(0, ...rows.map((token) => cellsIn(lineOf(state, token.map[0]))));
  if (widest <= made.filter((token) => token.type === "th_open").length) return true;
  state.tokens.length = before;
  [state.line, state.parentType, state.level] = [start, parent, 0];
  return false;
}

function cellsIn(line) {
  const cells = line.trim().split(/(?<!\\)\|/);
  const last = cells.length > 1 && cells.at(-1) === "" ? 1 : 0;
  return cells.length - (cells[0] === "" ? 1 : 0) - last;
}

// The document, and for each of its blocks the lines that it was read from (null where they made several).
export function read(text) {
  const source = text.replace(/\r\n?/g, "\n");
  const lines = source.split("\n");
  const tokens = parser.parse(source.replace(YEAR, "$1\\."), {});
  const reader = { tokens, at: 0 };
  const blocks = [];
  while (reader.at < tokens.length) {
    const map = tokens[reader.at].map;
    const made = blockAt(reader);
    made.forEach((json) => blocks.push({ json, lines: made.length === 1 ? withoutBlankEnd(map, lines) : null }));
  }
  const content = blocks.length ? blocks.map((block) => block.json) : [{ type: "paragraph" }];
  return { json: { type: "doc", content }, blocks, lines };
}

function withoutBlankEnd([start, end], lines) {
  while (end > start + 1 && !lines[end - 1].trim()) end -= 1;
  return [start, end];
}

function blockAt(reader) {
  const token = reader.tokens[reader.at++];
  if (token.type === "paragraph_open") return [textblock("paragraph", reader)];
  if (token.type === "heading_open") return [textblock("heading", reader, { level: Number(token.tag[1]) })];
  if (token.type === "table_open") return [tableAt(reader)];
  return listAt(reader, token);
}

function textblock(type, reader, attrs) {
  const content = inlines(reader.tokens[reader.at].children);
  reader.at += 2;
  return { type, ...(attrs && { attrs }), ...(content.length && { content }) };
}

function listAt(reader, opening) {
  const [items, numbers] = [[], []];
  let loose = false;
  while (reader.tokens[reader.at].type === "list_item_open") {
    numbers.push(Number(reader.tokens[reader.at++].info || 0));
    const content = [];
    while (reader.tokens[reader.at].type !== "list_item_close") {
      const next = reader.tokens[reader.at];
      loose ||= next.type === "paragraph_open" && !next.hidden;
      content.push(...blockAt(reader));
    }
    reader.at += 1;
    if (content[0]?.type !== "paragraph") content.unshift({ type: "paragraph" });
    items.push({ type: "listItem", content });
  }
  reader.at += 1;
  if (opening.type === "bullet_list_open") return [{ type: "bulletList", attrs: { loose }, content: items }];
  const starts = numbers.map((_, at) => at).filter((at) => at === 0 || numbers[at] !== numbers[at - 1] + 1);
  return starts.map((from, at) => ({
    type: "orderedList",
    attrs: { start: numbers[from], loose },
    content: items.slice(from, starts[at + 1]),
  }));
}

function tableAt(reader) {
  const rows = [];
  for (;;) {
    const token = reader.tokens[reader.at++];
    if (token.type === "table_close") return { type: "table", content: rows };
    if (token.type === "tr_open") rows.push({ type: "tableRow", content: [] });
    if (token.type !== "th_open" && token.type !== "td_open") continue;
    const content = inlines(reader.tokens[reader.at].children);
    rows.at(-1).content.push({
      type: token.type === "th_open" ? "tableHeader" : "tableCell",
      attrs: { amount: token.attrGet("style") === "text-align:right" },
      content: [{ type: "paragraph", ...(content.length && { content }) }],
    });
  }
}

// Nested marks as flat runs: what is bold in bold is bold.
function inlines(tokens) {
  const made = [];
  const depth = { strong: 0, em: 0 };
  let href = "";
  for (const token of tokens) {
    if (token.tag in depth) depth[token.tag] += token.nesting;
    else if (token.tag === "a") href = token.attrGet("href") ?? "";
    else if (token.tag === "br") made.push({ type: "hardBreak", ...marked(depth, href) });
    else addText(made, token.content, marksOf(depth, href));
  }
  return made;
}

function marksOf(depth, href) {
  const marks = [];
  if (href) marks.push({ type: "link", attrs: { href } });
  if (depth.strong) marks.push({ type: "bold" });
  if (depth.em) marks.push({ type: "italic" });
  return marks;
}

function marked(depth, href) {
  const marks = marksOf(depth, href);
  return marks.length ? { marks } : {};
}

function addText(made, text, marks) {
  const last = made.at(-1);
  if (!text) return;
  if (last?.type === "text" && JSON.stringify(last.marks ?? []) === JSON.stringify(marks)) last.text += text;
  else made.push({ type: "text", text, ...(marks.length && { marks }) });
}
