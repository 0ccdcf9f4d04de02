// The tools over the paper. One bar for all texts of a form: it serves the text that was last written in.

const MARKS = { bold: "toggleBold", italic: "toggleItalic", bullets: "toggleBulletList", numbers: "toggleOrderedList" };
const ACTS = {
  heading: (chain) => chain.toggleHeading({ level: 2 }),
  subheading: (chain) => chain.toggleHeading({ level: 3 }),
  table: (chain) => chain.insertTable({ rows: 3, cols: 3, withHeaderRow: true }),
  "add-row": (chain) => chain.addRowAfter(),
  "add-column": (chain) => chain.addColumnAfter(),
  "delete-row": (chain) => chain.deleteRow(),
  "delete-column": (chain) => chain.deleteColumn(),
  "delete-table": (chain) => chain.deleteTable(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
  ...Object.fromEntries(Object.entries(MARKS).map(([name, command]) => [name, (chain) => chain[command]()])),
};
const PRESSED = {
  heading: (editor) => editor.isActive("heading", { level: 2 }),
  subheading: (editor) => editor.isActive("heading", { level: 3 }),
  bold: (editor) => editor.isActive("bold"),
  italic: (editor) => editor.isActive("italic"),
  bullets: (editor) => editor.isActive("bulletList"),
  numbers: (editor) => editor.isActive("orderedList"),
  link: (editor) => editor.isActive("link"),
};
const PLAIN = "casework:plain";

// The wish for plain text is this browser's; storage may be shut off.
function wish(value) {
  try {
    if (value !== undefined) localStorage.setItem(PLAIN, value ? "1" : "");
    return Boolean(localStorage.getItem(PLAIN));
  } catch {
    return Boolean(value);
  }
}

export class Toolbar {
  constructor(bar, showAll) {
    this.bar = bar;
    this.showAll = showAll;
    this.plain = wish();
    this.surface = null;
    this.link = bar.querySelector("[data-editor-link]");
    this.told = bar.querySelector("[data-editor-told]");
    this.buttons = Array.from(bar.querySelectorAll("[data-act]"));
    bar.hidden = false;
    bar.addEventListener("mousedown", (event) => event.target.closest("button") && event.preventDefault()); // the text keeps its caret
    bar.addEventListener("click", (event) => this.press(event.target.closest("[data-act]")));
    bar.addEventListener("keydown", (event) => this.key(event));
    bar.addEventListener("input", (event) => event.stopPropagation()); // an address that is being typed is no text yet
    bar.closest("form").addEventListener("keydown", (event) => {
      if (event.altKey && event.key === "F10" && this.surface) {
        event.preventDefault();
        this.buttons.find((button) => button.tabIndex === 0)?.focus();
      }
    });
    this.draw();
  }

  serve(surface) {
    this.surface = surface;
    this.draw();
  }

  follow(surface) {
    if (surface === this.surface) this.draw();
  }

  forget(surface) {
    if (surface !== this.surface) return;
    this.surface = null;
    this.draw();
  }

  pasted(leftBehind) {
    this.told.textContent = leftBehind ? this.told.dataset.leftBehind : "";
    return false; // the editor goes on with what is left
  }

  press(button) {
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const act = button.dataset.act;
    if (act === "plain") this.togglePlain();
    else if (act === "link") this.askForLink();
    else if (act === "set-link") this.setLink(this.link.querySelector("input").value.trim());
    else if (act === "unlink") this.setLink("");
    else ACTS[act](this.surface.editor.chain().focus()).run();
  }

  togglePlain() {
    this.plain = wish(!this.plain);
    this.showAll(this.plain);
    this.draw();
  }

  askForLink() {
    const { editor } = this.surface;
    this.link.hidden = false;
    const address = this.link.querySelector("input");
    address.value = editor.getAttributes("link").href ?? "";
    this.told.textContent = "";
    address.focus();
  }

  setLink(address) {
    const { editor } = this.surface;
    const href = /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(address) ? `mailto:${address}` : address.replace(/^(?=www\.)/i, "https://");
    const chain = editor.chain().focus().extendMarkRange("link");
    if (!address) chain.unsetMark("link").run();
    else if (!/^(https?:\/\/|mailto:)\S+$/i.test(href)) {
      this.told.textContent = this.told.dataset.noAddress;
      return;
    } else if (editor.state.selection.empty && !editor.isActive("link")) {
      chain.insertContent({ type: "text", text: address, marks: [{ type: "link", attrs: { href } }] }).run();
    } else chain.setMark("link", { href }).run();
    this.told.textContent = "";
    this.link.hidden = true;
  }

  key(event) {
    if (event.key === "Escape" && this.surface) {
      this.link.hidden = true;
      this.surface.editor.commands.focus();
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault(); // the form is not sent
      this.setLink(event.target.value.trim());
    } else if (event.target.matches("[data-act]")) this.move(event);
  }

  // One stop for Tab; the arrows move within the bar.
  move(event) {
    const seen = this.buttons.filter((button) => button.offsetParent);
    const at = seen.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: seen.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = seen[(to + seen.length) % seen.length];
    this.buttons.forEach((button) => (button.tabIndex = button === next ? 0 : -1));
    next.focus();
  }

  draw() {
    const editor = this.plain ? null : this.surface?.editor;
    const inTable = Boolean(editor?.isActive("table"));
    if (!editor) this.link.hidden = true;
    this.bar.querySelector("[data-editor-table]").hidden = !inTable;
    for (const button of this.buttons) {
      const act = button.dataset.act;
      const off = act === "plain" ? false : !editor || this.isOff(act, editor);
      button.setAttribute("aria-disabled", off);
      if (act === "plain") button.setAttribute("aria-pressed", this.plain);
      else if (act in PRESSED) button.setAttribute("aria-pressed", Boolean(editor && PRESSED[act](editor)));
    }
    if (!this.buttons.some((button) => button.tabIndex === 0 && button.offsetParent)) {
      this.buttons.forEach((button, at) => (button.tabIndex = at ? -1 : 0));
    }
  }

  isOff(act, editor) {
    if (act === "undo" || act === "redo") return !editor.can()[act]();
    if (act === "table") return editor.isActive("table");
    return false;
  }
}
