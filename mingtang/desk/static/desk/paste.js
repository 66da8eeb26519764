// What is pasted from Word, WPS and web pages comes out as plain paragraphs, headings, lists and tables.
// The server cleans again on every save; here the author sees at once what will be kept.

const DROPPED = "style, script, meta, link, title, xml, head, o\\:p:empty, svg, object, iframe";
const BULLETS = /^[·•●■◆▪○§oüØ\uf0b7\uf06c\uf06e\uf0a7\uf0d8-]$/;
const WIDE = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;
const LEADING = /^[\s\u00a0\u3000]+/;
const DATE = /^(?:\d{4}|[〇零○一二三四五六七八九]{4})年.{1,3}月.{1,3}日$/;

/** Clean HTML, and how many pictures had to be left out. */
export function cleaned(html) {
  const page = new DOMParser().parseFromString(withoutConditions(html), "text/html");
  const images = page.querySelectorAll("img, v\\:imagedata").length;
  page.querySelectorAll(DROPPED).forEach((element) => element.remove());
  page.querySelectorAll("img").forEach((element) => element.remove());
  dropComments(page.body);
  joinLines(page.body);
  page.querySelectorAll("table table").forEach(flatten);
  liftCaptions(page.body);
  page.querySelectorAll("p, h1, h2, h3, h4, h5, h6, div, li").forEach(tidyBlock);
  makeLists(page.body);
  page.querySelectorAll("a:not([href]), a[href^='file:'], a[href^='#']").forEach(unwrap);
  page.querySelectorAll("p, h2, h3, h4").forEach((block) => { if (isEmpty(block)) block.remove(); });
  return { html: page.body.innerHTML, images };
}

/** HTML of our own as the editor can hold it: captions and figures have no place in its tables. */
export function loadable(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  liftCaptions(page.body);
  return page.body.innerHTML;
}

// Word writes list numbers between <![if !supportLists]> and <![endif]>: the marks go, the number stays.
function withoutConditions(html) {
  return html.replace(/<!--\[if[\s\S]*?<!\[endif\]-->/gi, "").replace(/<!\[(?:if|endif)[^>]*>/gi, "");
}

function dropComments(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_COMMENT), found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  found.forEach((comment) => comment.remove());
}

// Word and WPS break their source lines anywhere; between Chinese characters a break is no blank.
function joinLines(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  let before = "";
  found.forEach((text, index) => {
    text.data = text.data.replace(/[ \t]*\r?\n\s*/g, (match, position, whole) => {
      const left = whole.slice(0, position).slice(-1) || before;
      const right = whole.slice(position + match.length)[0] || found[index + 1]?.data.trimStart()[0] || "";
      return WIDE.test(left) || WIDE.test(right) ? "" : " ";
    });
    before = text.data.slice(-1) || before;
  });
}

function unwrap(element) {
  element.replaceWith(...element.childNodes);
}

function isEmpty(block) {
  return !block.textContent.replace(/[\s\u00a0\u3000]/g, "") && !block.querySelector("table, hr") && !block.closest("td, th");
}

// A table inside a cell cannot be read aloud in order: its rows become lines of the cell.
function flatten(table) {
  const lines = [...table.rows].map((row) => {
    const line = document.createElement("p");
    line.textContent = [...row.cells].map((cell) => cell.textContent.trim().replace(/\s+/g, " ")).filter(Boolean).join("　");
    return line;
  });
  table.replaceWith(...lines);
}

function liftCaptions(root) {
  for (const caption of root.querySelectorAll("caption, figcaption")) {
    const line = document.createElement("p");
    line.className = "centred";
    line.append(...caption.childNodes);
    const holder = caption.closest("table, figure");
    holder ? holder.before(line) : caption.before(line);
    caption.remove();
  }
  root.querySelectorAll("figure").forEach(unwrap);
}

function tidyBlock(block) {
  const style = block.getAttribute("style") || "";
  markList(block, style);
  trimStart(block);
  const text = block.textContent.replace(/[\s\u00a0]/g, "");
  const align = (/text-align:\s*(center|right)/i.exec(style) || [])[1] || block.getAttribute("align") || "";
  if (block.tagName === "H1") block = renamed(block, "h2");
  if (block.tagName === "H5" || block.tagName === "H6") block = renamed(block, "h4");
  if (block.tagName !== "P") return;
  const held = block.className;
  block.removeAttribute("class");
  if (["addressee", "signature", "date", "note", "attachment-line", "centred", "no-indent"].includes(held)) block.className = held;
  else if (/center/i.test(align) && !block.closest("td, th")) block.className = "centred";
  else if (/right/i.test(align) && !block.closest("td, th")) block.className = DATE.test(text) ? "date" : "signature";
}

// Blanks that only indent: the page indents by itself.
function trimStart(block) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    text.data = text.data.replace(LEADING, "");
    if (text.data) return;
  }
}

// 一、 and 1. are words of the document and stay; a bullet becomes a list.
function markList(block, style) {
  const marker = block.querySelector("[style*='mso-list:Ignore' i], [style*='mso-list: Ignore' i]");
  const listed = /mso-list:\s*l\d/i.test(style);
  if (!marker && !listed) return;
  const sign = marker ? marker.textContent.replace(/[\s\u00a0]/g, "") : "";
  marker?.remove();
  if (!sign) return;
  if (BULLETS.test(sign)) block.dataset.bullet = "1";
  else { trimStart(block); block.prepend(sign); }
}

function makeLists(root) {
  for (const block of root.querySelectorAll("[data-bullet]")) {
    const item = document.createElement("li"), line = document.createElement("p");
    line.append(...block.childNodes);
    item.append(line);
    const before = block.previousElementSibling;
    if (before?.dataset.made) before.append(item);
    else {
      const list = document.createElement("ul");
      list.dataset.made = "1";
      list.append(item);
      block.before(list);
    }
    block.remove();
  }
}

function renamed(element, name) {
  const made = document.createElement(name);
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
}
