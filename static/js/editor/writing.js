// A document of the editor as text in the subset of Markdown. What was not changed is written as it was read.

import { Transform } from "@tiptap/pm/transform";
import { MarkdownSerializerState } from "prosemirror-markdown";

const PUNCTUATION = /[\p{P}\p{S}]/u;

const NODES = {
  paragraph(state, node) {
    state.renderInline(node);
    state.closeBlock(node);
  },
  heading(state, node) {
    state.write(`${"#".repeat(node.attrs.level)} `);
    const words = state.out.length;
    state.oneLine(() => state.renderInline(node, false));
    state.out = state.out.slice(0, words) + state.out.slice(words).replace(/(^|\s)(#+)\s*$/, "$1\\$2"); // else they close it
    state.closeBlock(node);
  },
  bulletList: (state, node) => state.list(node, () => "- "),
  orderedList: (state, node) => state.list(node, (at) => `${node.attrs.start + at}. `),
  listItem: (state, node) => {
    // One without words of its own begins with the mark of the list in it: a mark alone on its line would be text.
    const first = node.childCount > 1 && !node.firstChild.content.size ? 1 : 0;
    node.forEach((child, _, at) => at >= first && state.render(child, node, at));
  },
  table: (state, node) => state.table(node),
  text(state, node) {
    state.inLink = node.marks.some((mark) => mark.type.name === "link");
    state.text(state.inLine ? node.text.replace(/\n/g, " ") : node.text);
  },
  hardBreak: (state, node, parent, at) => state.lineBreak(node, parent, at),
};

const MARKS = {
  bold: { open: "**", close: "**", mixable: true, expelEnclosingWhitespace: true },
  italic: { open: "*", close: "*", mixable: true, expelEnclosingWhitespace: true },
  link: { open: "[", close: (_state, mark) => `](${mark.attrs.href.replace(/[()\\]/g, "\\$&")})`, mixable: true },
};

class Writer extends MarkdownSerializerState {
  constructor() {
    super(NODES, MARKS, { hardBreakNodeName: "hardBreak" });
    this.inLine = false;
    this.inCell = false;
    this.inLink = false;
  }

  // What would have a meaning gets a backslash, and nothing else: a text is also read as it is written.
  esc(text, startOfBlock) {
    const startOfLine = startOfBlock || this.out.endsWith(`\n${this.delim}`);
    let escaped = text
      .replace(/\\(?=[!-/:-@[-`{-~]|$)/g, "\\\\")
      .replace(/\*/g, (star, at) => (/\s/.test(text[at - 1] ?? "x") && /\s/.test(text[at + 1] ?? "x") ? star : "\\*"))
      .replace(this.inLink ? /[[\]]/g : /\](?=\()/g, "\\$&");
    if (this.inCell) escaped = escaped.replace(/\|/g, "\\|");
    else if (startOfLine && !this.inLine) {
      escaped = escaped
        .replace(/^(\s*)(-|##|###)(?=\s|$)/, "$1\\$2")
        .replace(/^(\s*\d{1,2})\.(?=\s|$)/, "$1\\.")
        .replace(/^(\s*)(?=[|:-][|:\-\s]*$)/, "$1\\");
    }
    return escaped;
  }

  oneLine(write) {
    this.inLine = true;
    write();
    this.inLine = false;
  }

  lineBreak(node, parent, at) {
    const rest = Array.from({ length: parent.childCount - at - 1 }, (_, more) => parent.child(at + 1 + more));
    const last = rest.every((other) => other.type === node.type || !other.text?.trim());
    const again = at === 0 || parent.child(at - 1).type === node.type;
    if (last || again) return;
    if (this.inLine) this.write(" ");
    else this.out += "\n";
  }

  list(node, mark) {
    if (this.closed?.type === node.type || this.inTightList) this.flushClose(1);
    const tight = !node.attrs.loose && node.children.every((item) => item.childCount < 2 || item.child(1).type.name !== "paragraph");
    const before = this.inTightList;
    this.inTightList = tight;
    node.forEach((item, _, at) => {
      if (at && tight) this.flushClose(1);
      this.wrapBlock(" ".repeat(mark(at).length), mark(at), node, () => this.render(item, node, at));
    });
    this.inTightList = before;
  }

  table(node) {
    const [columns, lines] = [Math.max(...node.children.map((row) => row.childCount)), []];
    node.forEach((row, _, at) => {
      const cells = Array.from({ length: columns }, (_none, column) => this.cell(row.maybeChild(column)));
      lines.push(`| ${cells.join(" | ")} |`);
      if (at === 0) lines.push(`|${rulesOf(row, columns).join("|")}|`);
    });
    this.write(lines.join("\n"));
    this.closeBlock(node);
  }

  cell(node) {
    if (!node) return "";
    const inner = new Writer();
    inner.inCell = true;
    inner.oneLine(() => inner.renderInline(node.firstChild, false));
    return inner.out.trim();
  }
}

function rulesOf(row, columns) {
  return Array.from({ length: columns }, (_, column) => (row.maybeChild(column)?.attrs.amount ? "---:" : "---"));
}

// `read` is what `reading.read` gave for the text from which the document was made, with its nodes in `nodes`.
export function write(document, read) {
  const were = new Map(read?.nodes.map((node, at) => [node, at]));
  const made = document.children
    .map((node, at) => ({ node, at: were.get(node), text: written(node, document, at, read, were) }))
    .filter((block) => block.text.trim());
  return made.map((block, at) => block.text + between(block, made[at + 1], read)).join("");
}

function written(node, document, at, read, were) {
  const lines = read?.blocks[were.get(node)]?.lines;
  if (lines) return read.lines.slice(...lines).join("\n").trimEnd();
  const state = new Writer();
  state.render(emphasisAsMarkdownCan(node), document, at);
  return state.out.replace(/\s+$/, "");
}

function between(block, next, read) {
  if (!next) return "";
  const [end, start] = [read?.blocks[block.at]?.lines?.[1], read?.blocks[next.at]?.lines?.[0]];
  if (next.at === block.at + 1 && end !== undefined && start !== undefined) return "\n".repeat(Math.max(1, start - end + 1));
  return block.node.type === next.node.type && block.node.type.name.endsWith("List") ? "\n" : "\n\n";
}

// "x**(a)**y" is no bold text in Markdown: there the mark begins and ends at the letters.
function emphasisAsMarkdownCan(node) {
  const change = new Transform(node.type.schema.topNodeType.create(null, node));
  change.doc.descendants((block, at) => {
    if (!block.isTextblock) return;
    for (const name of ["bold", "italic"]) {
      for (const [from, to] of runsOf(block, name)) {
        const [start, end] = narrowed(block, from, to);
        const mark = node.type.schema.marks[name];
        if (start > from) change.removeMark(at + 1 + from, at + 1 + Math.min(start, to), mark);
        if (end < to) change.removeMark(at + 1 + Math.max(end, from), at + 1 + to, mark);
      }
    }
  });
  return change.doc.firstChild;
}

function runsOf(block, name) {
  const runs = [];
  block.forEach((child, from) => {
    if (!child.marks.some((mark) => mark.type.name === name)) return;
    if (runs.at(-1)?.[1] === from) runs.at(-1)[1] = from + child.nodeSize;
    else runs.push([from, from + child.nodeSize]);
  });
  return runs;
}

function narrowed(block, from, to) {
  const text = block.textBetween(0, block.content.size, "", "\n");
  let [start, end] = [from, to];
  const odd = (char, beside) => /\s/.test(char) || (PUNCTUATION.test(char) && /\S/.test(beside ?? " ") && !PUNCTUATION.test(beside));
  while (start < end && odd(text[start], text[start - 1])) start += 1;
  while (end > start && odd(text[end - 1], text[end])) end -= 1;
  return [start, end];
}
