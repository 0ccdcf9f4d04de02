// The texts of a form as editors. Each field stays in the form and holds the text, in the subset of Markdown: what
// keeps, compares, merges and sends a text knows only the field. Where this file is missing the field is typed in.

import { Editor, getSchema } from "@tiptap/core";
import { Slice } from "@tiptap/pm/model";

import { cleaned, leavesBehind } from "./pasting.js";
import { read } from "./reading.js";
import { EXTENSIONS } from "./schema.js";
import { Toolbar } from "./toolbar.js";
import { write } from "./writing.js";

const FIELDS = "textarea[data-markup]";
const BARS = { top: 112, bottom: 128, left: 0, right: 0 }; // what stays over and under the text while the page scrolls
let number = 0;

function mount(form) {
  const toolbar = new Toolbar(form.querySelector("[data-editor-bar]"), (plain) => surfaces.forEach((one) => one.show(plain)));
  const surfaces = new Map();
  const sweep = () => {
    for (const [field, surface] of surfaces) {
      if (field.isConnected) continue;
      surface.destroy();
      surfaces.delete(field);
    }
    for (const field of form.querySelectorAll(FIELDS)) {
      if (!surfaces.has(field)) surfaces.set(field, new Surface(field, toolbar));
    }
  };
  sweep();
  new MutationObserver(sweep).observe(form, { childList: true, subtree: true });
  window.addEventListener("pageshow", () => surfaces.forEach((surface) => surface.readAgain()));
  document.addEventListener("click", (event) => {
    const name = event.target.closest?.("a[href^='#']")?.hash.slice(1);
    const surface = name && surfaces.get(document.getElementById(decodeURIComponent(name)));
    if (surface && !surface.plain) {
      event.preventDefault();
      surface.editor.commands.focus("start", { scrollIntoView: true });
    }
  });
}

// One field's editor. `source` is what was read from the field, with the nodes made of it, so that a part that was not
// changed is written as it was read, and a text that was not changed is not written at all.
class Surface {
  constructor(field, toolbar) {
    this.field = field;
    this.toolbar = toolbar;
    this.plain = toolbar.plain;
    const focused = document.activeElement === field;
    this.label = field.labels[0];
    this.label.id ||= `editor-label-${(number += 1)}`;
    this.label.addEventListener("click", () => !this.plain && this.editor.commands.focus());
    this.element = document.createElement("div");
    this.element.className = "editor";
    this.element.field = field;
    field.after(this.element);
    this.editor = new Editor({
      element: this.element,
      extensions: EXTENSIONS,
      injectCSS: false,
      editorProps: {
        attributes: () => this.attributes(),
        scrollThreshold: BARS,
        scrollMargin: BARS,
        transformPastedHTML: (html) => (html.includes("data-pm-slice") ? html : cleaned(html)),
        clipboardTextParser: (text, _context, _plain, view) => sliceOf(text, view.state.schema),
        clipboardTextSerializer: (slice, view) => write(view.state.schema.topNodeType.create(null, slice.content)),
        handlePaste: (_view, event) => toolbar.pasted(leavesBehind(event.clipboardData?.getData("text/html") ?? "")),
      },
      onUpdate: () => this.wrote(),
      onFocus: () => toolbar.serve(this),
      onTransaction: () => toolbar.follow(this),
    });
    this.load();
    this.show(this.plain);
    if (focused) this.editor.commands.focus("end"); // who began to type before the editor was there goes on
    field.addEventListener("casework:insert", (event) => this.insert(event));
    field.addEventListener("input", () => !this.writing && this.readAgain());
  }

  attributes() {
    const { field } = this;
    const about = field.getAttribute("aria-describedby");
    const wrong = field.getAttribute("aria-invalid");
    return {
      class: "input input--document editor__text",
      role: "textbox",
      "aria-multiline": "true",
      "aria-labelledby": this.label.id,
      ...(about && { "aria-describedby": about }),
      ...(wrong && { "aria-invalid": wrong }),
    };
  }

  load() {
    const source = read(this.field.value);
    this.editor.chain().setMeta("addToHistory", false).setContent(source.json, { emitUpdate: false }).run();
    this.source = { ...source, nodes: this.editor.state.doc.children };
    this.value = this.field.value;
    this.before = { text: write(this.editor.state.doc, this.source), value: this.value };
  }

  readAgain() {
    if (this.field.value !== this.value) this.load();
  }

  wrote() {
    const text = write(this.editor.state.doc, this.source);
    this.value = text === this.before.text ? this.before.value : text;
    if (this.field.value === this.value) return;
    this.field.value = this.value;
    this.writing = true;
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.writing = false;
  }

  insert(event) {
    if (this.plain) return;
    event.preventDefault();
    const { editor } = this;
    const slice = sliceOf(event.detail.text, editor.schema);
    const { from } = editor.state.selection;
    const beside = editor.state.doc.textBetween(Math.max(0, from - 1), from, "\n");
    editor
      .chain()
      .focus()
      .command(({ tr }) => {
        if (/\S/.test(beside)) tr.insertText(" ");
        tr.replaceSelection(slice);
        return true;
      })
      .run();
  }

  // As the text that it is, or as it will look.
  show(plain) {
    this.plain = plain;
    if (!plain) this.readAgain();
    this.field.hidden = !plain;
    this.element.hidden = plain;
    if (plain) this.label.htmlFor = this.field.id;
    else this.label.removeAttribute("for");
  }

  destroy() {
    this.toolbar.forget(this);
    this.editor.destroy();
  }
}

// A text as it is pasted or put in: its first and last paragraphs run together with what stands there.
function sliceOf(text, schema) {
  const { content } = schema.nodeFromJSON(read(text).json);
  const open = (node) => (node.type.name === "paragraph" ? 1 : 0);
  return new Slice(content, open(content.firstChild), open(content.lastChild));
}

// What a program may ask of a text without a page: tests hold reading and writing to the rules of the server.
export function again(text, schema = getSchema(EXTENSIONS)) {
  const source = read(text);
  const document = schema.nodeFromJSON(source.json);
  return { kept: write(document, { ...source, nodes: document.children }), written: write(document) };
}

document.querySelectorAll("form:has([data-editor-bar])").forEach(mount);
