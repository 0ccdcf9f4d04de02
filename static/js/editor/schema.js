// What a text of the editor may hold: the subset of Markdown, and nothing else, whatever is typed or pasted.

import { Extension, Mark, markInputRule, textblockTypeInputRule, wrappingInputRule } from "@tiptap/core";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import { Text } from "@tiptap/extension-text";
import { Dropcursor, Gapcursor, TrailingNode, UndoRedo } from "@tiptap/extensions";
import { Plugin } from "@tiptap/pm/state";

import { ADDRESS } from "./reading.js";

const DEEPEST = 4;
const LISTS = ["bulletList", "orderedList"];

const Link = Mark.create({
  name: "link",
  priority: 1000,
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: "a[href]", getAttrs: (link) => ADDRESS.test(link.getAttribute("href")) && null }],
  renderHTML: ({ HTMLAttributes }) => ["a", { ...HTMLAttributes, rel: "noopener" }, 0],
});

const loose = {
  loose: { default: false, parseHTML: (list) => list.hasAttribute("data-loose"), renderHTML: () => ({}) },
};

const Bullets = BulletList.extend({
  addAttributes: () => loose,
  addInputRules() {
    return [wrappingInputRule({ find: /^\s*-\s$/, type: this.type })];
  },
});

// "2019. " begins no list, as it does not where the text is read.
const Numbers = OrderedList.extend({
  addAttributes: () => ({
    ...loose,
    start: { default: 1, parseHTML: (list) => Math.min(99, Math.max(0, parseInt(list.getAttribute("start") ?? "1", 10) || 1)) },
  }),
  renderHTML: ({ node }) => ["ol", node.attrs.start === 1 ? {} : { start: node.attrs.start }, 0],
  addInputRules() {
    const rule = {
      find: /^(\d{1,2})\.\s$/,
      type: this.type,
      getAttributes: (match) => ({ start: Number(match[1]) }),
      joinPredicate: (match, node) => node.childCount + node.attrs.start === Number(match[1]),
    };
    return [wrappingInputRule(rule)];
  },
  addProseMirrorPlugins: () => [],
});

const Item = ListItem.extend({ content: "paragraph (paragraph | bulletList | orderedList)*" });

const Headings = Heading.configure({ levels: [2, 3] }).extend({
  addInputRules() {
    return [2, 3].map((level) =>
      textblockTypeInputRule({ find: new RegExp(`^#{${level}}\\s$`), type: this.type, getAttributes: { level } }),
    );
  },
});

// A heading and a cell are one line.
const Break = HardBreak.configure({ keepMarks: true }).extend({
  addKeyboardShortcuts() {
    const oneLine = () => this.editor.isActive("heading") || this.editor.isActive("table");
    return { "Shift-Enter": () => oneLine() || this.editor.commands.setHardBreak() };
  },
});

// Only asterisks mark a text.
const byAsterisks = (mark, stars) =>
  mark.extend({
    addInputRules() {
      const find = new RegExp(`(?:^|\\s)(${stars}(?!\\s)([^*]+)(?<!\\s)${stars})$`);
      return [markInputRule({ find, type: this.type })];
    },
    addPasteRules: () => [],
  });

const amount = {
  default: false,
  parseHTML: (cell) => cell.classList.contains("amount"),
  renderHTML: ({ amount: is }) => (is ? { class: "amount" } : {}),
};

const oneParagraph = (cell) =>
  cell.extend({
    content: "paragraph",
    addAttributes() {
      const { align: _, ...others } = this.parent();
      return { ...others, amount };
    },
  });

const FlatTable = Table.extend({ renderHTML: () => ["table", ["tbody", 0]] }).configure({ resizable: false });

// The first row is the heading, as it is where the table is read; a column of figures is one in every row.
const FirstRowIsHeading = Extension.create({
  name: "firstRowIsHeading",
  addProseMirrorPlugins: () => [new Plugin({ appendTransaction: (changes, _, state) => evened(changes, state) })],
});

function evened(changes, state) {
  if (!changes.some((change) => change.docChanged)) return null;
  const change = state.tr;
  state.doc.descendants((table, at) => {
    if (table.type.name !== "table") return !table.isTextblock;
    table.forEach((row, rowAt, number) => {
      row.forEach((cell, cellAt, column) => {
        const type = state.schema.nodes[number ? "tableCell" : "tableHeader"];
        const figures = Boolean(table.firstChild.maybeChild(column)?.attrs.amount);
        if (cell.type === type && cell.attrs.amount === figures) return;
        change.setNodeMarkup(at + rowAt + cellAt + 2, type, { ...cell.attrs, amount: figures });
      });
    });
    return false;
  });
  return change.docChanged ? change : null;
}

// Tab moves in lists and tables; after Escape it leaves the text, and so it does where there is nowhere to move.
const Leaving = Extension.create({
  name: "leaving",
  priority: 1000,
  addStorage: () => ({ now: false }),
  addKeyboardShortcuts() {
    return { Tab: () => tooDeep(this.editor) };
  },
  addProseMirrorPlugins() {
    const { storage } = this;
    const keydown = (_view, event) => {
      const leaves = storage.now && event.key === "Tab";
      if (event.key !== "Shift") storage.now = event.key === "Escape";
      return leaves;
    };
    return [new Plugin({ props: { handleDOMEvents: { keydown } } })];
  },
});

function tooDeep(editor) {
  const { $from } = editor.state.selection;
  const lists = Array.from({ length: $from.depth }, (_, depth) => $from.node(depth + 1).type.name);
  return lists.filter((name) => LISTS.includes(name)).length >= DEEPEST;
}

export const EXTENSIONS = [
  Document,
  Paragraph,
  Text,
  byAsterisks(Bold, "\\*\\*"),
  byAsterisks(Italic, "\\*"),
  Link,
  Break,
  Headings,
  Bullets,
  Numbers,
  Item,
  ListKeymap,
  FlatTable,
  TableRow,
  oneParagraph(TableHeader),
  oneParagraph(TableCell),
  FirstRowIsHeading,
  Leaving,
  UndoRedo,
  Gapcursor,
  Dropcursor,
  TrailingNode,
];
