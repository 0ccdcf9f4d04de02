// What is pasted from a word processor or a page, reduced to what a text may hold. Works on a document of its own, in
// which nothing is loaded and nothing runs.

import { ADDRESS } from "./reading.js";

const NOTHING = "style, script, meta, link, title, head, template, noscript, iframe, object, embed, img, picture, svg, math, " +
  "canvas, video, audio, input, textarea, select, del, .MsoCommentReference, .msocomanchor, [style*='mso-element:comment'], " +
  "[style*='mso-hide:all'], [style*='mso-list:Ignore' i]";
const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, ul, ol, li, table, blockquote, pre, section, article, address, dl, dt, dd";
const KEPT = new Set(["P", "H2", "H3", "UL", "OL", "LI", "TABLE", "TBODY", "TR", "TH", "TD", "STRONG", "EM", "A", "BR"]);

export function cleaned(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  removeComments(page);
  wordLists(page);
  page.querySelectorAll(NOTHING).forEach((element) => element.remove());
  markBold(page);
  headings(page);
  page.querySelectorAll("table").forEach(flatTable);
  page.querySelectorAll("li > p:only-child").forEach(unwrap);
  Array.from(page.body.querySelectorAll("*")).reverse().forEach(bare);
  page.body.querySelectorAll("p").forEach((paragraph) => blank(paragraph) && paragraph.remove());
  return page.body.innerHTML;
}

// Whether something of what is pasted cannot be a part of a text: pictures, and cells that were one over several.
export function leavesBehind(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return Boolean(page.querySelector("img, svg, video, object, canvas, td[colspan]:not([colspan='1']), td[rowspan]:not([rowspan='1'])"));
}

function removeComments(page) {
  const walker = page.createTreeWalker(page, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  found.forEach((comment) => comment.remove());
}

// Word writes a list as paragraphs with "mso-list: l0 level2 lfo1" in their style and the mark as text.
function wordLists(page) {
  for (const first of page.querySelectorAll("p[style*='mso-list' i]")) {
    if (!first.isConnected || !levelOf(first)) continue;
    const paragraphs = [first];
    let next = first.nextElementSibling;
    while (next && levelOf(next)) {
      paragraphs.push(next);
      next = next.nextElementSibling;
    }
    const place = page.createComment("");
    first.before(place);
    place.replaceWith(...listsOf(page, paragraphs));
  }
}

function levelOf(paragraph) {
  const found = /mso-list:\s*l\d+\s+level(\d+)/i.exec(paragraph.getAttribute("style") ?? "");
  return paragraph.matches("p") && found ? Number(found[1]) : 0;
}

function listsOf(page, paragraphs) {
  const made = [];
  const open = []; // the lists that stand in each other, the innermost last
  for (const paragraph of paragraphs) {
    const level = levelOf(paragraph);
    const { tag, start } = listKind(paragraph);
    while (open.length && (open.at(-1).level > level || (open.at(-1).level === level && open.at(-1).list.localName !== tag))) {
      open.pop();
    }
    if (!open.length || open.at(-1).level < level) {
      const list = page.createElement(tag);
      if (start > 1) list.setAttribute("start", start);
      const holder = open.at(-1)?.list.lastElementChild;
      if (holder) holder.append(list);
      else made.push(list);
      open.push({ level, list });
    }
    const item = page.createElement("li");
    item.append(...paragraph.childNodes);
    open.at(-1).list.append(item);
    paragraph.remove();
  }
  return made;
}

function listKind(paragraph) {
  const mark = paragraph.querySelector("[style*='mso-list:Ignore' i]")?.textContent.trim() ?? "";
  const numbered = /^\(?(\d+|[a-zA-Z]{1,4})[.)]/.exec(mark);
  return { tag: numbered ? "ol" : "ul", start: numbered ? Number(numbered[1]) || 1 : 1 };
}

// Bold and italic however they were said; a <b> that says it is not bold (a page's wrapping) is none.
function markBold(page) {
  for (const element of page.body.querySelectorAll("b, strong, i, em, span, font, a")) {
    const [weight, slant] = [styleOf(element, "font-weight"), styleOf(element, "font-style")];
    const tag = element.localName;
    const bold = weight ? weight === "bold" || Number(weight) >= 600 : ["b", "strong"].includes(tag);
    const italic = slant ? slant === "italic" : ["i", "em"].includes(tag);
    if (element.closest("h1, h2, h3, h4, h5, h6, th, tr:first-child")) continue;
    if (bold && element.textContent.trim()) wrapContent(page, element, "strong");
    if (italic && element.textContent.trim()) wrapContent(page, element, "em");
  }
}

// Read by hand: where the page's own rules let no style stand in an attribute, the browser reads none from it either.
function styleOf(element, name) {
  const found = new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, "i").exec(element.getAttribute("style") ?? "");
  return found?.[1].trim().toLowerCase() ?? "";
}

function wrapContent(page, element, tag) {
  if (element.querySelector(BLOCKS)) return;
  const wrap = page.createElement(tag);
  wrap.dataset.made = "";
  wrap.append(...element.childNodes);
  element.append(wrap);
}

// The highest level that is there becomes a heading, every lower one a subheading; Word's title is the highest of all.
function headings(page) {
  const found = Array.from(page.querySelectorAll("h1, h2, h3, h4, h5, h6, p.MsoTitle"));
  const rank = (heading) => (heading.matches("p") ? 0 : Number(heading.localName[1]));
  const highest = Math.min(...found.map(rank));
  for (const heading of found) {
    const made = page.createElement(blank(heading) ? "p" : rank(heading) === highest ? "h2" : "h3");
    made.append(...heading.childNodes);
    heading.replaceWith(made);
  }
}

// Every row has a cell for each column, and a cell is one line.
function flatTable(table) {
  const page = table.ownerDocument;
  table.querySelectorAll("caption, colgroup").forEach((element) => element.remove());
  table.querySelectorAll("td table, th table").forEach((inner) => inner.replaceWith(...textsOf(inner)));
  const rows = Array.from(table.rows);
  rows.forEach((row, at) => Array.from(row.cells).forEach((cell) => spread(page, rows, at, cell)));
  table.querySelectorAll("td, th").forEach((cell) => {
    if (/right/i.test(cell.align || styleOf(cell, "text-align") || cell.querySelector("p")?.align || "")) cell.className = "amount";
    else cell.removeAttribute("class");
    cell.querySelectorAll("br").forEach((line) => line.replaceWith(" "));
    cell.querySelectorAll(BLOCKS).forEach((block) => block.replaceWith(...block.childNodes, " "));
  });
}

function spread(page, rows, at, cell) {
  const column = cell.cellIndex;
  const empty = () => page.createElement("td");
  const [across, down] = [Math.min(cell.colSpan, 50), Math.min(cell.rowSpan, rows.length - at)];
  cell.removeAttribute("colspan");
  cell.removeAttribute("rowspan");
  for (let more = 1; more < across; more += 1) cell.after(empty());
  for (let below = 1; below < down; below += 1) {
    for (let more = 0; more < across; more += 1) {
      const row = rows[at + below];
      row.insertBefore(empty(), row.cells[column] ?? null);
    }
  }
}

function textsOf(table) {
  return Array.from(table.querySelectorAll("td, th"), (cell) => table.ownerDocument.createTextNode(`${cell.textContent} `));
}

// Nothing but the elements of a text, and of attributes only where a link leads and where a list begins.
function bare(element) {
  const { tagName } = element;
  const [href, start, amount] = [element.getAttribute("href"), element.getAttribute("start"), element.className === "amount"];
  const made = ["STRONG", "EM"].includes(tagName) && !("made" in element.dataset);
  const link = tagName === "A" && ADDRESS.test(href ?? "");
  if (styleOf(element, "page-break-before") && tagName === "BR") return element.remove();
  if (!KEPT.has(tagName) || made || (tagName === "A" && !link)) return block(element) ? asParagraph(element) : unwrap(element);
  for (const { name } of Array.from(element.attributes)) element.removeAttribute(name);
  if (link) element.setAttribute("href", href);
  if (tagName === "OL" && start) element.setAttribute("start", start);
  if (amount && (tagName === "TD" || tagName === "TH")) element.setAttribute("class", "amount");
  return undefined;
}

function block(element) {
  return element.matches(BLOCKS) && !element.querySelector(BLOCKS);
}

function asParagraph(element) {
  const paragraph = element.ownerDocument.createElement("p");
  paragraph.append(...element.childNodes);
  element.replaceWith(paragraph);
}

function unwrap(element) {
  element.replaceWith(...element.childNodes);
}

function blank(element) {
  return !element.textContent.replace(/[\s\u00a0\u200b\ufeff]/g, "") && !element.querySelector("table, ul, ol");
}
