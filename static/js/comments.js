// Comments on the paper: a marked passage or a part is carried to the form, and passages with comments are marked.
// Where each part begins is told by data-part; what belongs to these tools and not to the text has data-tool.

export function commentOn(list) {
  const paper = document.querySelector(".paper");
  if (!paper) return;
  const title = paper.querySelector("h2");
  if (title) title.dataset.part = "title";
  const form = list.querySelector("[data-comment-form]");
  if (form) {
    offerOnSelection(paper, form, list.dataset);
    if ("byPart" in list.dataset) offerByPart(paper, form, list.dataset);
  }
  for (const comment of list.querySelectorAll("[data-comment]")) mark(paper, comment, list.dataset);
}

// --- the text of the paper ------------------------------------------------------------------------------------------

const BLOCK = "p, li, h2, h3, h4, h5, h6, td, th, dt, dd";

// The words of the paper in their order, each piece with its part, its block and the node that it stands in.
function pieces(paper) {
  const found = [];
  let part = "";
  const walker = document.createTreeWalker(paper, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node.nodeType === Node.ELEMENT_NODE && "tool" in node.dataset ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.nodeType === Node.ELEMENT_NODE) part = node.dataset.part ?? part;
    else if (part && node.data) found.push({ node, part, block: node.parentElement.closest(BLOCK) });
  }
  return found;
}

// One text of those pieces with single blanks, and for each of its characters the node and place that it came from.
function running(found) {
  let text = "";
  const places = [];
  let block = null;
  const add = (char, node, at) => {
    if (char === " " && (!text || text.endsWith(" "))) return;
    text += char;
    places.push({ node, at });
  };
  for (const piece of found) {
    if (piece.block !== block) add(" ", piece.node, 0);
    block = piece.block;
    for (let at = 0; at < piece.node.data.length; at++) {
      const char = piece.node.data[at];
      add(/\s/.test(char) ? " " : char, piece.node, at);
    }
  }
  return { text, places };
}

// A passage may have been pasted with the marks of its source.
function asRead(quote) {
  return quote
    .replace(/^[ \t]*(#{2,3}|-|\d{1,2}\.)[ \t]+/gm, "")
    .replace(/\*+/g, "")
    .replace(/\\(?=[^\w\s])/g, "")
    .replace(/\[([^\]\n]*)\]\([^)\s]+\)/g, "$1");
}

const plain = (text) => text.replace(/\s+/g, " ").trim();

// --- passages that have comments ------------------------------------------------------------------------------------

function mark(paper, comment, words) {
  const found = pieces(paper).filter((piece) => piece.part === comment.dataset.of);
  const { text, places } = running(found);
  const number = comment.dataset.comment;
  for (const wanted of [plain(comment.dataset.quote), plain(asRead(comment.dataset.quote))]) {
    const start = text.indexOf(wanted);
    if (!wanted || start < 0 || text.indexOf(wanted, start + 1) >= 0) continue;
    wrap(places.slice(start, start + wanted.length), number, words);
    return;
  }
}

function wrap(places, number, words) {
  const spans = new Map();
  for (const { node, at } of places) {
    const span = spans.get(node) ?? [at, at];
    spans.set(node, [Math.min(span[0], at), Math.max(span[1], at)]);
  }
  let last = null;
  for (const [node, [start, end]] of spans) {
    const inside = node.splitText(start);
    inside.splitText(end - start + 1);
    if (!inside.data.trim()) continue;
    last = document.createElement("mark");
    inside.replaceWith(last);
    last.append(inside);
  }
  if (!last) return;
  const link = document.createElement("a");
  link.dataset.tool = "";
  link.className = "mark__number";
  link.href = `#synpunkt-${number}`;
  link.textContent = number;
  link.ariaLabel = words.see.replace("{number}", number);
  last.after(link);
}

// --- carrying a passage to the form ---------------------------------------------------------------------------------

function offerOnSelection(paper, form, words) {
  const button = tool("remark-here", words.word);
  let chosen = null;
  button.addEventListener("mousedown", (event) => event.preventDefault()); // keeps what is marked
  button.addEventListener("click", () => chosen && fill(form, chosen.part, chosen.quote));
  let waiting = 0;
  const follow = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => {
      if (button === document.activeElement) return;
      chosen = marked(paper);
      if (!chosen) return button.remove();
      const box = paper.getBoundingClientRect();
      (chosen.end.parentElement.closest(BLOCK) ?? chosen.end.parentElement).append(button); // the next stop of Tab
      button.style.top = `${chosen.box.bottom - box.top + 4}px`;
      button.style.left = `${Math.max(4, Math.min(chosen.box.left - box.left, box.width - button.offsetWidth - 4))}px`;
    });
  };
  document.addEventListener("selectionchange", follow);
  window.addEventListener("resize", follow); // a tablet that is turned
}

// What is marked in the paper, as far as it is in the part in which it begins.
function marked(paper) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(paper)) return null;
  const inside = pieces(paper)
    .filter((piece) => range.intersectsNode(piece.node))
    .map((piece) => ({ ...piece, text: cut(piece.node, range) }))
    .filter((piece) => piece.text.trim());
  if (!inside.length) return null;
  const part = inside[0].part;
  const own = inside.filter((piece) => piece.part === part);
  const quote = own.map((piece, n) => (n && piece.block !== own[n - 1].block ? "\n" : "") + piece.text).join("");
  const boxes = range.getClientRects();
  return { part, quote: quote.trim(), end: own.at(-1).node, box: boxes[boxes.length - 1] ?? range.getBoundingClientRect() };
}

function cut(node, range) {
  const start = node === range.startContainer ? range.startOffset : 0;
  const end = node === range.endContainer ? range.endOffset : node.data.length;
  return node.data.slice(start, end);
}

// A button for each part, in the paper's margin: seen when the mouse is there, or when the keyboard is.
function offerByPart(paper, form, words) {
  for (const anchor of paper.querySelectorAll("[data-part]")) {
    const name = [...form.querySelector("select").options].find((option) => option.value === anchor.dataset.part);
    if (!anchor.dataset.part || !name) continue;
    const button = tool("remark-part", words.word);
    button.ariaLabel = words.about.replace("{part}", name.textContent);
    button.addEventListener("click", () => fill(form, anchor.dataset.part, ""));
    if (anchor.matches("li, div")) anchor.append(button);
    else anchor.after(button);
  }
}

function tool(name, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.tool = "";
  button.className = `button button--quiet ${name}`;
  button.textContent = text;
  return button;
}

function fill(form, part, quote) {
  const field = (name) => form.querySelector(`[name$="${name}"]`);
  form.closest("details").open = true;
  field("part").value = part;
  field("quote").value = quote;
  form.dispatchEvent(new Event("input", { bubbles: true }));
  document.getSelection().removeAllRanges();
  field("-text").focus();
}
