// The editor page: rich text over the plain text box, typing kept every 20 seconds, files received as they are chosen.
// Without this script the page still saves: the text box then holds HTML.
import {
  Blockquote, Bold, BulletList, Document, Dropcursor, Editor, Extension, Gapcursor, HardBreak, Heading, History,
  HorizontalRule, Italic, Link, ListItem, OrderedList, Paragraph, Strike, Subscript, Superscript, Table, TableCell,
  TableHeader, TableRow, Text, Underline,
} from "../django_prose_editor/editor.js";
import { cleaned, loadable } from "./paste.js";

const EVERY = 20000;
const STYLES = [
  ["p", "正文"], ["h2", "一级标题"], ["h3", "二级标题"], ["h4", "三级标题"], ["p.addressee", "主送机关"],
  ["p.attachment-line", "附件说明"], ["p.signature", "署名"], ["p.date", "成文日期"], ["p.note", "附注"],
  ["p.centred", "居中"], ["p.no-indent", "顶格"],
];
const CLASSES = STYLES.filter(([code]) => code.startsWith("p.")).map(([code]) => code.slice(2));

// The marks of a 公文 are classes of paragraphs; the sanitiser knows the same ones.
const ParagraphClass = Extension.create({
  name: "paragraphClass",
  addGlobalAttributes() {
    return [{
      types: ["paragraph"],
      attributes: {
        class: {
          default: null,
          parseHTML: (element) => CLASSES.find((name) => element.classList.contains(name)) || null,
          renderHTML: (attributes) => (attributes.class ? { class: attributes.class } : {}),
        },
      },
    }];
  },
});

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// --- the rich text

function startEditor(textarea) {
  const holder = make("div", { class: "rich" });
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  label.id = `${textarea.id}_label`;
  textarea.before(holder);
  const editor = new Editor({
    element: holder,
    content: loadable(textarea.value),
    extensions: [
      Document, Paragraph, Text, HardBreak, Heading.configure({ levels: [2, 3, 4, 5] }), Bold, Italic, Underline, Strike,
      Subscript, Superscript, Blockquote, HorizontalRule, BulletList, OrderedList, ListItem, Table, TableRow,
      TableHeader, TableCell, Link.configure({ enableTarget: false }), History, Dropcursor, Gapcursor, ParagraphClass,
    ],
    editorProps: {
      attributes: { id: "rich-body", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id, class: "document-body rich-body" },
      transformPastedHTML: (html) => {
        const { html: clean, images } = cleaned(html);
        tellPaste(images);
        return clean;
      },
    },
    onUpdate: () => {
      textarea.value = editor.isEmpty ? "" : editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  textarea.hidden = true;
  label.addEventListener("click", (event) => { event.preventDefault(); editor.commands.focus(); });
  holder.prepend(toolbar(editor));
  return editor;
}

function tellPaste(images) {
  const told = document.getElementById("paste-told");
  told.textContent = images ? `粘贴的内容里有 ${images} 张图片，没有放进正文；需要公开的请作为附件上传。` : "";
}

const BUTTONS = [
  [
    ["加粗", (c) => c.toggleBold(), "bold"], ["斜体", (c) => c.toggleItalic(), "italic"],
    ["下划线", (c) => c.toggleUnderline(), "underline"],
  ],
  [
    ["项目列表", (c) => c.toggleBulletList(), "bulletList"], ["编号列表", (c) => c.toggleOrderedList(), "orderedList"],
    ["引用", (c) => c.toggleBlockquote(), "blockquote"], ["分隔线", (c) => c.setHorizontalRule()],
  ],
  [["撤销", (c) => c.undo()], ["重做", (c) => c.redo()], ["清除格式", (c) => c.unsetAllMarks().setNode("paragraph", { class: null })]],
];
const IN_TABLE = [
  ["上方加行", (c) => c.addRowBefore()], ["下方加行", (c) => c.addRowAfter()], ["左侧加列", (c) => c.addColumnBefore()],
  ["右侧加列", (c) => c.addColumnAfter()], ["删行", (c) => c.deleteRow()], ["删列", (c) => c.deleteColumn()],
  ["合并单元格", (c) => c.mergeCells()], ["拆分单元格", (c) => c.splitCell()], ["表头", (c) => c.toggleHeaderCell()],
  ["删除表格", (c) => c.deleteTable()],
];

function toolbar(editor) {
  const bar = make("div", { class: "rich-bar", role: "toolbar", "aria-label": "正文排版", "aria-controls": "rich-body" });
  const updates = [];
  const group = (...parts) => { const made = make("div", { class: "rich-group" }, ...parts); bar.append(made); return made; };
  const button = ([words, act, mark]) => {
    const made = make("button", { type: "button", class: "rich-button" }, words);
    made.addEventListener("click", () => act(editor.chain().focus()).run());
    if (mark) updates.push(() => made.setAttribute("aria-pressed", String(editor.isActive(mark))));
    return made;
  };
  group(styleChoice(editor, updates));
  for (const some of BUTTONS) group(...some.map(button));
  group(linkButton(editor), tableButton(editor));
  const inTable = group(...IN_TABLE.map(button));
  inTable.setAttribute("aria-label", "表格");
  inTable.setAttribute("role", "group");
  updates.push(() => { inTable.hidden = !editor.isActive("table"); });
  editor.on("transaction", () => updates.forEach((update) => update()));
  updates.forEach((update) => update());
  roving(bar);
  return bar;
}

// One tab stop; arrow keys move inside, as readers of toolbars expect.
function roving(bar) {
  const items = () => [...bar.querySelectorAll("button, select")].filter((item) => !item.closest("[hidden]"));
  items().forEach((item, index) => { item.tabIndex = index ? -1 : 0; });
  bar.querySelectorAll("[hidden] button").forEach((item) => { item.tabIndex = -1; });
  bar.addEventListener("focusin", (event) => {
    bar.querySelectorAll("button, select").forEach((item) => { item.tabIndex = item === event.target ? 0 : -1; });
  });
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.target.tagName === "SELECT" && event.altKey) return;
    const all = items();
    event.preventDefault();
    all[(all.indexOf(event.target) + step + all.length) % all.length].focus();
  });
}

function styleChoice(editor, updates) {
  const select = make("select", { class: "select rich-style", "aria-label": "段落样式" });
  for (const [code, words] of STYLES) select.append(make("option", { value: code }, words));
  select.addEventListener("change", () => {
    const [name, mark] = select.value.split(".");
    const chain = editor.chain().focus();
    if (name === "p") chain.setNode("paragraph", { class: mark || null }).run();
    else chain.setNode("heading", { level: Number(name[1]) }).run();
  });
  updates.push(() => {
    const level = [2, 3, 4].find((one) => editor.isActive("heading", { level: one }));
    const mark = CLASSES.find((name) => editor.isActive("paragraph", { class: name }));
    select.value = level ? `h${level}` : mark ? `p.${mark}` : "p";
  });
  return select;
}

function ask(title, fields, act) {
  const dialog = make("dialog", { class: "rich-dialog", "aria-label": title });
  const form = make("form", { method: "dialog" }, make("h2", {}, title));
  const inputs = fields.map(([label, attributes]) => {
    const input = make("input", { class: attributes.type === "checkbox" ? "tick" : "input", ...attributes });
    form.append(make("p", {}, make("label", {}, label, " ", input)));
    return input;
  });
  const ok = make("button", { class: "button button-primary", type: "submit" }, "确定");
  const cancel = make("button", { class: "button button-plain", type: "button" }, "取消");
  form.append(make("p", { class: "actions" }, ok, cancel));
  form.addEventListener("submit", () => act(...inputs.map((input) => (input.type === "checkbox" ? input.checked : input.value))));
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(form);
  // Outside the page's own form: a form cannot stand in a form.
  document.body.append(dialog);
  dialog.showModal();
}

function linkButton(editor) {
  const button = make("button", { type: "button", class: "rich-button" }, "链接");
  button.addEventListener("click", () => {
    const held = editor.getAttributes("link").href || "";
    ask("链接", [["网址（留空则去掉链接）", { type: "text", value: held, inputmode: "url", placeholder: "https://" }]], (href) => {
      const chain = editor.chain().focus().extendMarkRange("link");
      const address = href.trim();
      if (!address) chain.unsetLink().run();
      else if (editor.state.selection.empty && !held) chain.insertContent({ type: "text", text: address, marks: [{ type: "link", attrs: { href: address } }] }).run();
      else chain.setLink({ href: address }).run();
    });
  });
  return button;
}

function tableButton(editor) {
  const button = make("button", { type: "button", class: "rich-button" }, "插入表格");
  button.addEventListener("click", () => {
    const count = { type: "number", min: "1", max: "50", value: "3", required: "" };
    ask("插入表格", [["行数", count], ["列数", count], ["第一行是表头", { type: "checkbox", checked: "" }]], (rows, cols, header) => {
      editor.chain().focus().insertTable({ rows: Number(rows), cols: Number(cols), withHeaderRow: header }).run();
    });
  });
  return button;
}

// --- typing is kept

function keepTyping(form) {
  const told = document.getElementById("autosave"), warning = document.getElementById("autosave-conflict");
  let changed = false, paused = form.hasAttribute("data-offer"), sending = false;
  if (paused) told.textContent = "请先在上面选择是否恢复没保存的内容；选好之前不自动保存。";
  form.addEventListener("input", () => { changed = true; });

  const typed = () => {
    const held = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") (held[name] ||= []).push(value);
    }
    return held;
  };

  async function keep() {
    if (!changed || paused || sending) return;
    changed = false;
    sending = true;
    try {
      const answer = await fetch(form.dataset.autosave, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        body: JSON.stringify({ base: Number(form.elements.base.value), form: typed() }),
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      tell(await answer.json());
    } catch {
      changed = true;
      told.textContent = "没能自动保存，请检查网络或重新登录；稍后会再试，请先不要关闭页面。";
    } finally {
      sending = false;
    }
  }

  function tell(answer) {
    told.textContent = `已自动保存 ${answer.saved_at}`;
    if (answer.closed) pause(make("p", {}, answer.closed));
    if (answer.conflict && !form.dataset.seen) pause(...conflictWords(answer.conflict));
  }

  function pause(...words) {
    paused = true;
    const go = make("button", { type: "button", class: "button button-secondary" }, "继续自动保存");
    go.addEventListener("click", () => { paused = false; warning.hidden = true; changed = true; form.dataset.seen = "1"; });
    warning.replaceChildren(...words, make("p", { class: "actions" }, go));
    warning.hidden = false;
  }

  function conflictWords({ number, who, at, url }) {
    const link = make("a", { href: url, target: "_blank", rel: "noopener" }, "对照双方的内容（新窗口）");
    return [
      make("p", { class: "notice-title" }, `${who}在 ${at} 保存了第${number}稿，自动保存已暂停`),
      make("p", {}, "您输入的内容没有丢失，已留存。请对照后再保存：保存时还会让您看到双方的差别。 ", link),
    ];
  }

  setInterval(keep, EVERY);
  form.addEventListener("focusout", keep);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  form.keepTyping = keep;
}

// --- attachments

function receiveFiles(form) {
  const input = form.querySelector("#id_uploads"), rows = document.getElementById("attachment-rows");
  const told = document.getElementById("upload-told");
  input.addEventListener("change", async () => {
    const reasons = [], files = [...input.files];
    for (const file of files) {
      told.textContent = `正在上传“${file.name}”……`;
      reasons.push(...await upload(form, file, rows));
    }
    input.value = "";
    told.textContent = reasons.length ? reasons.join(" ") : `已上传 ${files.length} 个附件，保存后成为这一稿的一部分。`;
  });
}

async function upload(form, file, rows) {
  const data = new FormData();
  data.append("file", file);
  data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const answer = await fetch(form.dataset.upload, { method: "POST", body: data });
    const told = await answer.json();
    if (!answer.ok) return told.reasons.map((reason) => `“${file.name}”没有加入：${reason}`);
    addRow(form, rows, told);
    return [];
  } catch {
    return [`“${file.name}”没有传上去，请重试；文件过大时请压缩或拆分。`];
  }
}

function addRow(form, rows, { file, name }) {
  const total = form.elements["attachments-TOTAL_FORMS"], number = Number(total.value);
  const holder = document.createElement("ol");
  holder.innerHTML = document.getElementById("attachment-row").innerHTML.replaceAll("__prefix__", String(number));
  rows.append(...holder.children);
  form.elements[`attachments-${number}-file`].value = file;
  form.elements[`attachments-${number}-name`].value = name;
  form.elements[`attachments-${number}-order`].value = String(number + 1);
  total.value = String(number + 1);
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- from a finding to its place: characters are counted without blanks, as the server counts them

function jump(editor, first, last) {
  let seen = 0, from = null, to = null;
  editor.state.doc.descendants((node, position) => {
    if (!node.isText || to !== null) return;
    for (let index = 0; index < node.text.length; index += 1) {
      if (/\s/.test(node.text[index])) continue;
      if (seen === first && from === null) from = position + index;
      seen += 1;
      if (seen === last) { to = position + index + 1; return; }
    }
  });
  if (from === null || to === null) editor.chain().focus("start").scrollIntoView().run();
  else editor.chain().focus().setTextSelection({ from, to }).scrollIntoView().run();
}

function goTo(editor, anchor, first, last) {
  if (anchor === "id_body") return jump(editor, first, last);
  const target = document.getElementById(anchor) || document.getElementById(`${anchor}_0`);
  if (!target) return;
  target.scrollIntoView({ block: "center" });
  target.focus();
}

const form = document.getElementById("editor");
if (form) {
  const editor = startEditor(form.querySelector("#id_body"));
  keepTyping(form);
  receiveFiles(form);
  document.querySelectorAll("[data-jump]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    goTo(editor, link.hash.slice(1), Number(link.dataset.first), Number(link.dataset.last));
  }));
  document.querySelectorAll(".error-summary a[href='#id_body']").forEach((link) => link.addEventListener("click", () => editor.commands.focus()));
  const asked = new URLSearchParams(location.search);
  if (asked.has("first") && location.hash) goTo(editor, location.hash.slice(1), Number(asked.get("first")), Number(asked.get("last")));
  document.documentElement.dataset.editor = "ready";
}
