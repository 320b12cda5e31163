"use strict";
// What a station wrote is set as text and never as markup.

const words = {};
let csrf = "";
let filter = "open";
let rows = [];
let opened = null; // the submission that is shown
let selection = null; // the last selection in a field that can be marked
let arrivals = 0; // the timer that asks whether the files arrived

function say(word, values = {}) {
  return words[word].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [property, value] of Object.entries(properties)) {
    if (property.includes("-") || property === "role") made.setAttribute(property, value);
    else made[property] = value;
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

function byId(id) {
  return document.getElementById(id);
}

function show(message) {
  byId("message").textContent = message;
}

async function call(path, body) {
  const options = body === undefined ? {} : {
    method: "POST",
    headers: { "x-csrf-token": csrf, "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  const response = await fetch(`/desk/api/${path}`, options);
  if (response.status === 401) {
    location.assign("/desk/login");
    return new Promise(() => {});
  }
  if (response.status === 204) return null;
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

function time(text) {
  return text ? text.slice(0, 16).replace("T", " ") : "";
}

// The number of code points of `value` before `offset`, which is an offset in UTF-16 units in a text area: there a line
// ends with one unit whatever the value has.
function codePoints(value, offset) {
  let points = 0;
  let units = 0;
  const all = Array.from(value);
  while (points < all.length && units < offset) {
    if (all[points] === "\r" && all[points + 1] === "\n") points += 1;
    units += all[points].length;
    points += 1;
  }
  return points;
}

async function reload() {
  const answer = await call("submissions");
  rows = answer.submissions;
  byId("filters").replaceChildren(...answer.filters.map((one) => {
    const button = element("button", { type: "button", "aria-pressed": String(one.code === filter) }, `${one.name} ${one.count}`);
    button.dataset.filter = one.code;
    button.addEventListener("click", () => {
      filter = one.code;
      for (const other of byId("filters").children) other.setAttribute("aria-pressed", String(other === button));
      drawList();
    });
    return button;
  }));
  drawList();
}

function drawList() {
  const shown = rows.filter((row) => row.filter === filter);
  byId("empty").hidden = shown.length > 0;
  byId("list").replaceChildren(...shown.map((row) => {
    const details = [row.station, row.state_name, say("version", { n: row.version })];
    if (row.files > 0) details.push(say("files-of", { files: row.files, complete: row.files_complete }));
    const button = element("button", { type: "button", "aria-current": String(opened !== null && opened.id === row.id) },
      String(row.title ?? ""), element("small", {}, details.join(" · ")), element("small", {}, time(row.received)));
    button.dataset.submission = row.id;
    button.addEventListener("click", () => { location.hash = row.id; });
    return element("li", {}, button);
  }));
}

async function open() {
  const id = location.hash.slice(1);
  if (!/^[0-9a-f-]{36}$/.test(id)) return;
  try {
    draw(await call(`submissions/${id}`));
    byId("detail").focus();
  } catch (error) {
    show(error.message);
  }
}

function draw(submission) {
  opened = submission;
  selection = null;
  const newest = submission.versions[submission.versions.length - 1];
  const title = newest.fields.find((field) => field.code === "title");
  const parts = [
    element("h2", {}, title ? title.shown : ""),
    element("p", { className: "meta" }, [submission.station.name, submission.state_name].join(" · ")),
    ...drawVersion(submission, newest, true),
    ...drawDecisions(submission, newest),
    element("h3", {}, say("history")),
    element("ol", { className: "events" }, ...submission.events.map((event) => drawEvent(submission, event))),
  ];
  for (const version of submission.versions.slice(0, -1).reverse()) {
    parts.push(element("details", {}, element("summary", {}, say("version", { n: version.version })),
      ...drawVersion(submission, version, false)));
  }
  byId("detail").replaceChildren(...parts);
  if (!CSS.supports("field-sizing", "content")) {
    for (const area of byId("detail").querySelectorAll("textarea.fixed")) area.style.height = `${area.scrollHeight + 4}px`;
  }
  drawList();
  watch(newest);
}

function drawVersion(submission, version, isNewest) {
  return [
    element("h3", {}, say(isNewest ? "latest" : "version", { n: version.version })),
    element("p", { className: "meta" }, say("sent", { sender: version.sender, received: time(version.received) })),
    ...version.fields.map((field) => drawField(field, isNewest)),
    element("h3", {}, say("files")),
    element("ul", { className: "files" }, ...version.media.map(drawFile)),
  ];
}

function drawField(field, isNewest) {
  const name = element("span", { className: "name" }, field.name);
  const box = element("div", { className: "field" });
  box.dataset.field = field.code;
  if (isNewest && field.markable && field.shown) {
    // A text area can be selected in with the keyboard alone, unless it is `readonly`: then it has no caret. What an
    // input method composes cannot be prevented, so the text is put back.
    const area = element("textarea", { value: field.shown, rows: field.long ? 6 : 1, spellcheck: false,
      inputMode: "none", className: "fixed", "aria-readonly": "true" });
    area.addEventListener("beforeinput", (event) => event.preventDefault());
    area.addEventListener("input", () => { area.value = field.shown; });
    const remember = () => {
      if (area.selectionStart === area.selectionEnd) return;
      const [start, end] = [area.selectionStart, area.selectionEnd].map((offset) => codePoints(field.shown, offset));
      selection = { field: field.code, start, end };
    };
    for (const event of ["select", "keyup", "mouseup", "touchend"]) area.addEventListener(event, remember);
    box.append(element("label", {}, name, area));
  } else {
    box.append(name, element("p", {}, field.shown || say("none")));
  }
  if (field.differences) box.append(drawDifferences(field.differences));
  return box;
}

function drawDifferences(parts) {
  const box = element("div", { className: "difference" }, element("strong", {}, say("changed")), document.createElement("br"));
  for (const [what, text] of parts) {
    if (what === "same") box.append(text);
    else {
      const word = element("span", { className: "hidden-word" }, say(what));
      box.append(element(what === "added" ? "ins" : "del", {}, word, text));
    }
  }
  return box;
}

function drawFile(file) {
  let preview = null;
  if (file.complete && /^image\/(jpeg|png|webp)$/.test(file.type)) {
    preview = element("img", { src: file.address, alt: file.caption ?? "" });
  } else if (file.complete && file.type === "video/mp4") {
    preview = element("video", { src: file.address, controls: true, preload: "metadata" });
  } else if (file.complete) {
    preview = element("p", {}, say("no-preview"));
  }
  const state = say(file.complete ? "arrived" : "arriving");
  const line = [file.caption, file.type, `${Math.ceil(file.size / 1024)} KB`, state].filter(Boolean).join(" · ");
  return element("li", {}, element("figure", {}, preview, element("figcaption", {}, line)));
}

// Asks again while files are on the way, and draws only these: a decision may be half written.
function watch(version) {
  clearInterval(arrivals);
  if (version.media.every((file) => file.complete)) return;
  const id = opened.id;
  arrivals = setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await call(`submissions/${id}`);
      const newest = answer.versions[answer.versions.length - 1];
      if (opened.id !== id || newest.version !== version.version) return;
      byId("detail").querySelector(".files").replaceChildren(...newest.media.map(drawFile));
      if (newest.media.every((file) => file.complete)) clearInterval(arrivals);
    } catch {
      // The next time asks again.
    }
  }, 3000);
}

function drawEvent(submission, event) {
  const line = [time(event.at), say("version", { n: event.version }), event.state_name, event.role, event.reviewer];
  const item = element("li", {}, line.filter(Boolean).join(" · "));
  if (event.reason) item.append(element("p", {}, say("reason", { reason: event.reason })));
  const version = submission.versions.find((one) => one.version === event.version);
  for (const mark of event.marks ?? []) {
    const field = version.fields.find((one) => one.code === mark.field);
    const quote = Array.from(field ? field.shown : "").slice(mark.start, mark.end).join("");
    item.append(element("p", {}, say("mark", { field: field ? field.name : "", quote, note: mark.note })));
  }
  if (event.item) item.append(element("p", {}, element("a", { href: `/items/${event.item}` }, say("item"))));
  return item;
}

function drawDecisions(submission, newest) {
  const box = element("div", { className: "decisions" });
  for (const decision of submission.decisions) {
    const button = element("button", { type: "button", className: decision.reason ? "" : "plain" }, decision.name);
    button.dataset.decision = decision.state;
    button.addEventListener("click", () => {
      if (decision.reason) openForm(box, decision, newest);
      else send(decision, { reason: null, marks: [] });
    });
    box.append(button);
  }
  const none = submission.decisions.length === 0 ? element("p", { className: "hint" }, say("no-decision")) : null;
  return [element("h3", {}, say("decision")), ...[none, box].filter(Boolean)];
}

function openForm(box, decision, newest) {
  box.querySelector("form")?.remove();
  const form = byId("decision-form").content.firstElementChild.cloneNode(true);
  const list = form.querySelector(".marks");
  form.querySelector(".marking").hidden = !decision.marks;
  form.querySelector(".send").textContent = decision.name;
  form.querySelector(".cancel").addEventListener("click", () => form.remove());
  form.querySelector(".add-mark").addEventListener("click", () => {
    if (selection === null) {
      show(say("select-first"));
      return;
    }
    const { field, start, end } = selection;
    selection = null;
    const row = byId("mark-row").content.firstElementChild.cloneNode(true);
    const value = newest.fields.find((one) => one.code === field).shown;
    row.querySelector("q").textContent = Array.from(value).slice(start, end).join("");
    Object.assign(row.dataset, { field, start, end });
    row.querySelector(".remove").addEventListener("click", () => row.remove());
    list.append(row);
    row.querySelector(".note").focus();
    show("");
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const marks = Array.from(list.children, (row) => ({
      field: row.dataset.field,
      start: Number(row.dataset.start),
      end: Number(row.dataset.end),
      note: row.querySelector(".note").value,
    }));
    send(decision, { reason: form.querySelector(".reason").value, marks });
  });
  box.append(form);
  form.querySelector(".reason").focus();
}

async function send(decision, { reason, marks }) {
  try {
    const body = { state: decision.state, version: opened.version, reason, marks };
    draw(await call(`submissions/${opened.id}/decisions`, body));
    show(say("done", { state: opened.state_name }));
    byId("detail").focus();
    await reload();
  } catch (error) {
    show(error.message || say("failed"));
  }
}

async function start() {
  for (const term of byId("words").querySelectorAll("dt")) words[term.textContent] = term.nextElementSibling.textContent;
  const session = await call("session");
  csrf = session.csrf;
  byId("editor").textContent = session.name;
  byId("log-out").addEventListener("click", async () => {
    await call("logout", {});
    location.assign("/desk/login");
  });
  window.addEventListener("hashchange", open);
  await reload();
  await open();
}

start().catch((error) => show(error.message));
