"use strict";
// The page: settings, results of the server, and their display. Input and results are inserted as
// text or attributes, never as markup. Addresses are relative, so that the page works under a prefix.

const byId = (id) => document.getElementById(id);
let facts = null;          // controls and cases, from the server or the file of a static edition
let chosen = null;         // case, versus, other, other_country, and values as text by parameter
let about = null;          // titles and comparison, from the server
let latest = null;         // latest results
let lives = [];            // citizens of the first pair
let rows = [];             // a row per run, for the CSV file
let pins = [];             // pinned policies: query, title, answer
let timer = 0;
let query = "";
let close = () => {};      // ends the present stream

const MOST_PINS = 4;
const HEADLINES = ["unbalance", "volatility"];
const element = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined) made.setAttribute(key, String(value));
  }
  made.append(...children);
  return made;
};

function problems(lines) {
  const box = byId("problem");
  box.hidden = !lines.length;
  box.replaceChildren();
  document.querySelectorAll("[aria-invalid]").forEach((input) => input.removeAttribute("aria-invalid"));
  if (!lines.length) return;
  box.append(element("strong", {}, TEXT.refused[lines.length > 1 ? 1 : 0]));
  box.append(element("ul", {}, ...lines.map((line) => element("li", {}, line))));
  document.querySelectorAll("input[data-name][type=number]").forEach((input) => {
    if (lines.some((line) => line.includes(`${input.dataset.name} =`))) input.setAttribute("aria-invalid", "true");
  });
}

// ---- settings ----------------------------------------------------------------------------

const plain = (value) => typeof value === "number" ? String(Number(value.toPrecision(12))) : String(value);
const controls = () => facts.groups.flatMap((group) => group.controls);
const apart = () => chosen.versus === "city";

function asQuery() {
  const base = facts.cases[chosen.case].values, pairs = new URLSearchParams({ case: chosen.case });
  if (chosen.versus !== "policy") pairs.append("versus", chosen.versus);
  if (apart()) {
    pairs.append("other", chosen.other);
    if (chosen.other_country) pairs.append("other_country", chosen.other_country);
  }
  for (const { name } of controls()) if (chosen.values[name] !== plain(base[name])) pairs.append(name, chosen.values[name]);
  return pairs.toString();
}

function setCase(name) {
  const values = Object.fromEntries(controls().map((control) => [control.name, plain(facts.cases[name].values[control.name])]));
  chosen = { versus: "policy", other: facts.other_case, other_country: "", ...chosen, case: name, values };
}

// The settings of a new page, or the first ones of a static edition.
function setFirst() {
  chosen = null;
  setCase(facts.first_case);
  if (!facts.edition) return;
  chosen.versus = facts.edition.versus;
  facts.edition.levers.forEach((name, place) => { chosen.values[name] = facts.edition.first[place]; });
}

// Settings of a link; keys that are not the page's are left alone, and the server checks the rest.
function setFrom(search) {
  const given = new URLSearchParams(search), name = given.get("case") ?? facts.first_case;
  chosen = null;
  setCase(name in facts.cases ? name : facts.first_case);
  for (const key of ["versus", "other", "other_country"]) if (given.has(key)) chosen[key] = given.get(key);
  for (const [key, text] of given) if (key in chosen.values) chosen.values[key] = text;
  byId("equal").checked = location.hash === EQUAL_COST;
}

// The part of a link that the server reads.
const forServer = (search) => {
  const pairs = [...new URLSearchParams(search)].filter(([key]) => facts.keys.includes(key) || key.includes("."));
  return new URLSearchParams(pairs).toString();
};

function showSettings() {
  byId("case").value = chosen.case;
  byId("question").textContent = facts.cases[chosen.case].question;
  byId("versus").value = chosen.versus;
  byId("versus-note").textContent = TEXT.versus_note[chosen.versus] || "";
  byId("other-city").hidden = !apart();
  byId("other").value = chosen.other;
  byId("other_country").value = chosen.other_country;
  for (const control of controls()) {
    document.querySelectorAll(`[data-name="${control.name}"]`).forEach((input) => { input.value = control.values ? control.values.indexOf(chosen.values[control.name]) : chosen.values[control.name]; });
    const output = document.querySelector(`[data-output="${control.name}"]`);
    if (output) output.textContent = chosen.values[control.name];
  }
  document.querySelectorAll("#tiles a").forEach((tile) => { if (tile.dataset.query === query) tile.setAttribute("aria-current", "true"); else tile.removeAttribute("aria-current"); });
  showPot();
}

const budgets = () => facts.budgets.map((name) => Number(chosen.values[name]) || 0);
const cents = (value) => String(Math.round(value * 100) / 100);

function showPot() {
  byId("pot").hidden = Boolean(facts.edition);
  if (facts.edition) return;
  const total = budgets().reduce((sum, value) => sum + value, 0);
  byId("pot-range").value = byId("pot-number").value = cents(total);
  byId("pot-range").setAttribute("aria-valuetext", `${cents(total)} euro per citizen and year`);
  shareBar(byId("shares"), budgets());
}

function setPot(total) {
  const now = budgets(), sum = now.reduce((all, value) => all + value, 0);
  facts.budgets.forEach((name, place) => { chosen.values[name] = cents(sum > 0 ? now[place] / sum * total : total / 3); });
}

// Equal cost: an increase of one budget is taken from the other two in proportion to their size.
function setValue(name, text) {
  const place = facts.budgets.indexOf(name);
  if (place >= 0 && byId("equal").checked && text !== "" && Number.isFinite(Number(text))) {
    const now = budgets(), total = now.reduce((sum, value) => sum + value, 0);
    const mine = Math.min(Math.max(0, Number(text)), total), rest = total - now[place];
    facts.budgets.forEach((other, index) => {
      if (index !== place) chosen.values[other] = cents((total - mine) * (rest > 0 ? now[index] / rest : 0.5));
    });
    chosen.values[name] = cents(mine);
  } else chosen.values[name] = text;
}

// While a slider moves, the address is replaced; when it is let go, it is one step of the history.
function changed(wait, step = true) {
  showSettings();
  clearTimeout(timer);
  timer = setTimeout(() => begin(asQuery(), step ? "push" : "replace"), wait);
}

function controlFor(control) {
  const id = `c-${control.name.replaceAll(".", "-")}`, head = element("div", { class: "row" }), box = element("div", { class: "control" }, head);
  const allowed = control.choices ? control.choices.map(([word]) => word.replaceAll("_", " ")).join(", ") : control.allowed;
  const source = `${TEXT.allowed}: ${allowed}. ${TEXT.source}: ${control.source} (${control.status}). ${TEXT.in_file}: ${control.name}`;
  const help = element("details", { class: "help" }, element("summary", {}, TEXT.what, element("span", { class: "unseen" }, ` ${control.label}`)), element("p", {}, `${control.help}. ${TEXT.unit}: ${control.unit}.`), element("p", {}, source));
  head.append(element("label", { for: id }, control.label));
  if (control.values) {
    const range = element("input", { type: "range", id, min: 0, max: control.values.length - 1, step: 1, "data-name": control.name });
    range.addEventListener("input", () => { setValue(control.name, control.values[Number(range.value)]); range.setAttribute("aria-valuetext", chosen.values[control.name]); changed(0); });
    head.append(element("output", { for: id, "data-output": control.name }));
    box.append(range, help);
    return box;
  }
  if (control.choices) {
    const select = element("select", { id, "data-name": control.name }, ...control.choices.map(([word, shown]) => element("option", { value: word }, shown)));
    select.addEventListener("change", () => { setValue(control.name, select.value); changed(0); });
    box.append(select, help);
    return box;
  }
  const number = element("input", { type: "number", step: "any", "data-name": control.name, "aria-label": `${control.label}, as a number (${control.unit})` });
  const range = element("input", { type: "range", id, min: control.low, max: control.high, step: control.step, "data-name": control.name });
  range.addEventListener("input", () => { setValue(control.name, range.value); changed(120, false); });
  range.addEventListener("change", () => changed(120));
  number.addEventListener("change", () => { setValue(control.name, number.value); changed(0); });
  head.append(number);
  box.append(range, help);
  return box;
}

const options = (pairs) => pairs.map(([value, shown]) => element("option", { value }, shown));

function build() {
  document.querySelectorAll("[data-text]").forEach((one) => { one.textContent = TEXT[one.dataset.text]; });
  const cases = Object.entries(facts.cases).map(([name, { title }]) => [name, TEXT.case_names[name] || shortened(title, 30)]);
  byId("case").append(...options(cases));
  byId("other").append(...options(cases));
  byId("versus").append(...options(Object.entries(facts.edition ? { [facts.edition.versus]: TEXT.versus[facts.edition.versus] } : TEXT.versus)));
  byId("other_country").append(...options([["", TEXT.own_country], ...facts.countries]));
  byId("margin").append(...options(Object.entries(TEXT.margin_names)));
  byId("tiles").append(...facts.tiles.map(({ title, sentence, query: to }) => {
    const tile = element("a", { href: `?${to}`, "data-query": to }, element("strong", {}, title), element("span", {}, sentence));
    tile.addEventListener("click", (event) => { if (event.metaKey || event.ctrlKey) return; event.preventDefault(); setFrom(to); showSettings(); begin(to, "push"); });
    return tile;
  }));
  document.body.classList.toggle("edition", Boolean(facts.edition));
  if (facts.edition) document.querySelector("[data-text=lead]").textContent = TEXT.edition(facts.seeds, Object.keys(facts.edition.runs).length);
  byId("footer").textContent = TEXT.footer(facts.seeds, facts.version);
  const listen = (id, key) => byId(id).addEventListener("change", () => { if (key === "case") setCase(byId(id).value); else chosen[key] = byId(id).value; changed(0); });
  for (const key of ["case", "versus", "other", "other_country"]) listen(key, key);
  facts.groups.forEach((group, place) => {
    const box = element("details", { class: "group", open: facts.edition || place < 3 && window.innerWidth > 900 || place === 0 }, element("summary", {}, group.title), element("p", { class: "note" }, group.help));
    box.append(...group.controls.map(controlFor));
    byId("groups").append(box);
  });
  byId("pot-range").addEventListener("input", () => { setPot(Number(byId("pot-range").value)); changed(120, false); });
  byId("pot-range").addEventListener("change", () => changed(120));
  byId("pot-number").addEventListener("change", () => { setPot(Math.max(0, Number(byId("pot-number").value) || 0)); changed(0); });
  byId("reset").addEventListener("click", () => { setFirst(); byId("equal").checked = false; changed(0); say(TEXT.was_reset); });
  byId("equal").addEventListener("change", () => history.replaceState(null, "", address()));
  byId("share").addEventListener("click", () => copy(new URL(address(), location.href).href, TEXT.copied_link));
  byId("pin").addEventListener("click", pin);
  byId("python").addEventListener("click", copyPython);
  byId("csv").addEventListener("click", () => save(new Blob([asCsv()], { type: "text/csv" }), "my_city.csv"));
  byId("svg").addEventListener("click", () => save(new Blob([picture().text], { type: "image/svg+xml" }), "my_city.svg"));
  byId("png").addEventListener("click", savePng);
  byId("person").addEventListener("change", showPerson);
  byId("margin").addEventListener("change", showCauses);
  if (facts.edition) for (const id of ["case", "versus", "other", "other_country", "share", "pin", "csv", "script", "python", "toml", "tiles", "tour-open"]) (byId(id).closest(".field") || byId(id)).hidden = true;
  window.addEventListener("popstate", () => {
    const asked = forServer(location.search);
    // a jump within the page is no step of the settings
    if (facts.edition || asked === query) return;
    setFrom(location.search);
    restorePins(location.search);
    begin(asked, "keep");
  });
  let width = window.innerWidth;
  window.addEventListener("resize", () => { if (window.innerWidth !== width) { width = window.innerWidth; show(); drawPeople(); } });
  dark.addEventListener("change", () => { palette = dark.matches ? DARK : LIGHT; show(); showPot(); drawPeople(); });
  buildGlossary();
  buildPeople();
  buildTour();
}

// A word with an explanation, on hover, focus and tap; Escape closes it.
function buildGlossary() {
  const box = byId("definition");
  const hide = () => { box.hidden = true; };
  const open = (word) => {
    box.textContent = TEXT.glossary[word.dataset.term];
    box.hidden = false;
    const at = word.getBoundingClientRect(), width = Math.min(320, window.innerWidth - 16);
    box.style.width = `${width}px`;
    box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8))}px`;
    box.style.top = `${at.bottom + 6}px`;
  };
  for (const [kind, act] of [["mouseover", open], ["focusin", open], ["click", open], ["mouseout", hide], ["focusout", hide]]) {
    document.addEventListener(kind, (event) => { const word = event.target.closest && event.target.closest(".term"); if (word) act(word); });
  }
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  window.addEventListener("scroll", hide, { passive: true });
}

const term = (name, text) => element("button", { type: "button", class: "term", "data-term": name, "aria-describedby": "definition" }, text);

// ---- the runs -------------------------------------------------------------------------------

// Equal cost is a setting of the page alone, so it is in the fragment of the address.
const EQUAL_COST = "#equal-cost";
const address = () => `?${[query, ...pins.map((one) => `pin=${encodeURIComponent(one.query)}`)].join("&")}${byId("equal").checked ? EQUAL_COST : ""}`;

// Events of a setting: from the server, or from the file of a static edition.
function listenTo(asked, handlers) {
  if (facts.edition) {
    const key = facts.edition.levers.map((name) => chosen.values[name]).join("|");
    const events = facts.edition.runs[key];
    setTimeout(() => { for (const [kind, content] of events) if (handlers[kind]) handlers[kind](content); }, 0);
    return () => {};
  }
  const stream = new EventSource(`runs?${asked}`);
  let open = true;
  const end = () => { open = false; stream.close(); };
  for (const [kind, act] of Object.entries(handlers)) stream.addEventListener(kind, (event) => { if (open && event.data !== undefined) act(JSON.parse(event.data)); });
  stream.onerror = () => { if (open) { end(); handlers.lost(); } };
  return end;
}

function begin(asked, how) {
  close();
  const step = how === "push" && asked !== query;
  query = asked;
  rows = []; latest = null; lives = []; about = null;
  forgetPeople();
  problems([]);
  if (how !== "keep" && !facts.edition) history[step ? "pushState" : "replaceState"](null, "", address());
  showSettings();
  byId("toml").href = `scenario.toml?${asked}`;
  byId("script").href = `scenario.py?${asked}`;
  for (const id of ["csv", "svg", "png", "pin"]) byId(id).disabled = true;
  progress(TEXT.first_look, 0);
  document.body.dataset.state = "waiting";
  const end = listenTo(asked, {
    begun: (content) => { about = content; showTitle(); if (!content.ready) progress(TEXT.compiling, 0); },
    waiting: ({ ready, broken }) => {
      if (broken) stop([TEXT.broken]);
      else if (!ready) progress(TEXT.compiling, 0);
      else if (!latest) progress(TEXT.others_first, 0);
    },
    partial: (answer) => {
      latest = answer;
      progress(TEXT.partial(answer.months, facts.months), answer.months / facts.months / facts.seeds);
      show();
    },
    answer: (answer) => {
      latest = answer;
      rows.push(...(answer.rows || []));
      progress(TEXT.pairs(answer.seeds, facts.seeds), answer.seeds / facts.seeds);
      document.body.dataset.state = "answered";
      for (const id of ["csv", "svg", "png"]) byId(id).disabled = false;
      show();
    },
    lives: ({ stories }) => { lives = stories; fillPersons(); showPerson(); peopleReady(); },
    failed: ({ problems: lines }) => problems(lines),
    refused: ({ problems: lines }) => stop(lines),
    busy: ({ problems: lines }) => stop(lines),
    done: ({ seeds, failed }) => {
      close();
      progress(TEXT.done(seeds, failed), 1);
      byId("pin").disabled = about.versus !== "policy";
      document.body.dataset.state = "done";
      show();
      nextPin();
    },
    lost: () => stop([TEXT.no_server]),
  });
  close = () => { end(); };
}

function stop(lines) {
  close();
  problems(lines);
  progress(TEXT.nothing, 0);
  document.body.dataset.state = "stopped";
}

function progress(text, part) {
  byId("progress").textContent = text;
  byId("bar").value = part;
}

function showTitle() {
  byId("t-title").textContent = about.versus === "city" ? `${about.title} – compared with: ${about.other_title}` : about.title;
  document.title = `${about.title} – ${TEXT.heading}`;
}

// ---- numbers as text -------------------------------------------------------------------

// Decimals that the interval supports: one digit of its half width, and at least `least` decimals.
function digitsFor(low, high, least = 1) {
  if (low === null || low === undefined || high <= low) return Math.max(least, 2);
  return Math.max(least, Math.min(3, Math.ceil(-Math.log10((high - low) / 2))));
}

const SCALES = {
  share: { factor: 100, level: " %", change: " pts" },
  "1/month": { factor: 100, level: " %", change: " pts", per: " a month" },
  "0-1": { factor: 100, level: "", change: "", least: 1 },
  "0-1 difference": { factor: 100, level: "", change: "" },
  "courses/year": { factor: 100, level: "", change: "", per: " per 100 people a year" },
  "assessments/year": { factor: 100, level: "", change: "", per: " per 100 people a year" },
  "invitations/year": { factor: 100, level: "", change: "", per: " per 100 people a year" },
  "euro/year": { factor: 1, level: " €", change: " €", per: " a year", least: 0, most: 0 },
  "euro/month": { factor: 1, level: " €", change: " €", per: " a month", least: 0, most: 0 },
  employers: { factor: 1, level: "", change: "", per: " employers" },
};
const scaleOf = (unit) => SCALES[unit] || { factor: 1, level: "", change: "", least: 2 };

function texts(row) {
  const scale = scaleOf(row.unit), times = (value) => value === null ? null : value * scale.factor;
  const [low, high] = [times(row.low), times(row.high)], digits = Math.min(digitsFor(low, high, scale.least ?? 1), scale.most ?? 3);
  const change = (value) => value === null ? "–" : signed(times(value), digits);
  const level = (value) => value === null ? "–" : times(value).toFixed(Math.min(digits, 2));
  return {
    change: `${change(row.effect)}${row.effect === null ? "" : scale.change}`,
    interval: row.low === null || row.low === row.high ? "" : TEXT.interval(change(row.low), change(row.high)),
    levels: row.mine === undefined ? "" : `${TEXT.from_to(level(row.other), level(row.mine))}${row.mine === null ? "" : scale.level}`,
    per: scale.per || "",
    smallest: row.smallest === undefined ? "" : `${Number(times(row.smallest).toPrecision(3))}${scale.change}`,
  };
}

// Better or worse in words, so that colour is never the only sign.
function wordFor(row) {
  if (row.effect === null || row.low === null || row.effect === 0) return "";
  if (!isSure(row)) return TEXT.chance;
  const up = row.effect > 0;
  if (!row.better) return TEXT.more[up ? 0 : 1];
  return TEXT.better[(row.better > 0) === up ? 0 : 1];
}

// Better or worse, and whether one would notice: the same words in headlines and tables.
const verdictFor = (row) => `${isSure(row) ? `${TEXT.better[(row.better > 0) === (row.effect > 0) ? 0 : 1]}, ` : ""}${SENTENCE.badge[row.verdict]}`;
const badgeFor = (row) => element("span", { class: `badge ${toneOf(row)}` }, verdictFor(row));
const toneOf = (row) => !isSure(row) || !row.better ? "" : (row.better > 0) === (row.effect > 0) ? "better" : "worse";
const colourOf = (row) => !isSure(row) ? palette.quiet : !row.better ? palette.mine : (row.better > 0) === (row.effect > 0) ? palette.better : palette.worse;

// A table of changes: group, both levels, change with interval, and a picture of the interval. Rows
// with the same label stand under one head. `shared`: one scale for all rows, else one per label.
function changeTable(holder, list, { shared = false, name = "" } = {}) {
  const reaches = {}, key = (row) => shared ? "" : row.label;
  for (const row of list) for (const end of [row.low ?? row.effect, row.high ?? row.effect]) reaches[key(row)] = Math.max(reaches[key(row)] || 1e-12, Math.abs(end || 0));
  const body = element("tbody");
  let label = null;
  list.forEach((row, place) => {
    const many = list.filter((one) => one.label === row.label).length > 1, text = texts(row), word = wordFor(row);
    if (many && row.label !== label) body.append(element("tr", { class: "head" }, element("th", { colspan: 3, scope: "rowgroup" }, row.label, element("small", {}, text.per, row.smallest === undefined ? "" : TEXT.noticeable_from(text.smallest)))));
    label = row.label;
    const shown = many ? row.name ?? TEXT.lower_education[row.group] : row.label;
    const judged = row.verdict !== undefined, said = judged ? [text.interval] : [text.interval, text.interval && word ? ", " : "", element("span", { class: "word" }, word)];
    body.append(element("tr", { class: many ? "part" : "", "data-column": row.column, "data-effect": row.effect ?? "", "data-low": row.low ?? "", "data-high": row.high ?? "", "data-verdict": row.verdict },
      element("th", { scope: "row" }, shown, element("small", {}, many ? "" : text.per), element("small", {}, row.people === undefined ? text.levels : TEXT.people(row.people.toFixed(0)))),
      element("td", { class: `${isSure(row) ? "sure" : "pale"} ${toneOf(row)}` }, text.change.replaceAll(" ", "\u00a0"), " ", element("small", {}, ...said), judged ? badgeFor(row) : ""),
      element("td", { class: "picture" }, forest(row, reaches[key(row)], colourOf(row)))));
  });
  holder.replaceChildren(element("div", { class: "fits" }, element("table", { class: "changes" }, element("caption", { class: "unseen" }, name), element("colgroup", {}, ...["name", "", "drawn"].map((kind) => element("col", { class: kind }))), body)));
}

// ---- display --------------------------------------------------------------------------

function show() {
  if (!latest) { showPins(); return; }
  for (const name of HEADLINES) showHeadline(name, latest.numbers[name]);
  showSeries();
  const whole = Boolean(latest.groups), policy = about && about.versus === "policy";
  byId("way-section").hidden = !policy;
  for (const id of ["life-section", "people-section"]) byId(id).hidden = Boolean(about && !about.paired) || Boolean(facts.edition);
  if (whole) {
    changeTable(byId("by-education"), latest.groups, { name: TEXT.groups });
    showWho();
    if (policy) showSteps();
    showMargins();
    showCauses();
    changeTable(byId("market"), latest.market.filter((row) => row.effect !== null), { name: TEXT.market });
    showPins();
  }
  showPerson();
}

const timesOf = (ratio) => ratio < 10 ? ratio.toFixed(1) : TEXT.ten_times;

function headlineNumbers(name, found) {
  const digits = digitsFor(found.percent_low, found.percent_high, 1), one = Math.min(digits, 1), least = found.percent_smallest;
  const verdict = found.verdict, down = found.effect < 0;
  return {
    down, verdict, size: Math.abs(found.percent_effect ?? 0).toFixed(one), change: `${signed(found.percent_effect, one)} %`,
    low: signed(found.percent_low, one), high: signed(found.percent_high, one), smallest: least === null ? "–" : least.toFixed(1),
    word: TEXT.better[down ? 0 : 1][0].toUpperCase() + TEXT.better[down ? 0 : 1].slice(1),
    times: timesOf(found.smallest / Math.abs(found.effect)),
  };
}

function sentenceOf(name, found) {
  const versus = about ? about.versus : "policy", n = headlineNumbers(name, found);
  if (found.verdict === "equal") return [TEXT.alike[versus], ""];
  const interval = found.low === null ? "." : SENTENCE.interval(n);
  const first = Number(n.size) ? SENTENCE[name][versus](n) : SENTENCE.same[name];
  return [first + interval, SENTENCE.verdict[found.verdict](n)];
}

function showHeadline(name, found) {
  const card = byId(`card-${name}`), [big, sentence, verdict] = ["big", "sentence", "verdict"].map((part) => card.querySelector(`.${part}`));
  card.querySelector("h3").replaceChildren(term(name, TEXT.headline[name]), element("span", { class: "gloss" }, ` ${TEXT.gloss[name]}`));
  const compact = byId(`compact-${name}`);
  if (!found || found.effect === null) { big.textContent = "–"; sentence.textContent = verdict.textContent = compact.textContent = ""; return; }
  const n = headlineNumbers(name, found), badge = () => badgeFor({ ...found, better: -1 });
  const arrow = Number(n.size) === 0 ? "=" : n.down ? "▼" : "▲";
  card.dataset.effect = found.effect; card.dataset.low = found.low ?? ""; card.dataset.high = found.high ?? ""; card.dataset.verdict = found.verdict;
  big.replaceChildren(`${arrow} ${n.change}`, badge());
  const [first, second] = sentenceOf(name, found);
  sentence.textContent = first;
  verdict.textContent = second;
  compact.replaceChildren(element("strong", {}, `${TEXT.headline[name]} ${n.change}`), badge());
  const kinds = card.querySelector(".kinds");
  kinds.hidden = !latest.kinds;
  const list = [{ column: name, label: "total fit", ...found }, ...(latest.kinds ? latest.kinds[name] : [])];
  changeTable(kinds.querySelector("div"), list.map((row) => ({ ...row, unit: "0-1", better: -1, verdict: undefined, smallest: undefined })), { shared: true, name: TEXT.kinds });
}

const hundred = (values) => values.map((value) => value === null ? null : 100 * value);

function seriesCharts(change, fit, width) {
  const months = facts.months, burn = facts.burn_in, series = latest.series, more = width ? { width } : {};
  const of = (name) => EDUCATIONS.map((education) => ({ name: TEXT.lower_education[education], colour: palette[education], band: Object.fromEntries(Object.entries(series[`${name}_${education}`]).map(([key, values]) => [key, hundred(values)])) }));
  const last = (values) => { const place = values.findLastIndex((value) => value !== null); return place < 0 ? null : values[place]; };
  const same = of("fit_same_persons_by_education"), all = of("fit_by_education");
  lineChart(change, {
    months, first: burn - 5, shade: burn, zero: true, unit: TEXT.change_axis, ...more,
    lines: same.map(({ name, colour, band }) => ({ values: band.effect, low: band.low, high: band.high, colour, name })),
    label: `Change of fit in the last month shown: ${same.map(({ name, band }) => `${name} education ${signed(last(band.effect), 2)}`).join(", ")}`,
  });
  lineChart(fit, {
    months, first: 1, shade: burn, unit: TEXT.fit_axis, ...more,
    lines: all.flatMap(({ name, colour, band }) => [{ values: band.other, colour, dash: "4 3" }, { values: band.mine, colour, name }]),
    label: `Fit in the last month shown: ${all.map(({ name, band }) => `${name} education ${(last(band.mine) ?? 0).toFixed(1)}`).join(", ")}`,
  });
}

function showSeries() {
  const versus = about ? about.versus : "policy";
  for (const name of ["groups_note", "who_note", "change_note"]) document.querySelector(`[data-text="${name}"]`).textContent = `${TEXT[name]} ${TEXT.persons[versus][name] || ""}`;
  byId("fit-note").textContent = TEXT.fit_note(TEXT.sides[versus]);
  seriesCharts(byId("change"), byId("fit"));
}

function showWho() {
  const list = latest.cells.filter((cell) => cell.people >= 1).map((cell) => ({ ...cell, label: `${TEXT.lower_education[cell.group]} education`, name: `ICT ${TEXT.ict[cell.level]}`.replaceAll(" ", "\u00a0"), unit: "0-1", better: 1, column: `fit_same_persons_${cell.group}_${cell.level}` }));
  changeTable(byId("who"), list, { shared: true, name: TEXT.who });
  const parts = EDUCATIONS.map((education) => {
    const found = latest.movers[education], text = texts({ ...found, unit: "share" });
    const whole = (share) => share === null ? "–" : (100 * share).toFixed(0);
    return TEXT.moved(TEXT.lower_education[education], whole(found.mine), whole(found.other), text.change, text.interval ? `, 95 %: ${text.interval}` : "");
  });
  byId("movers").textContent = `${TEXT.moved_head}${parts.join("; ")}.`;
}

// Steps that nothing can happen in, such as a programme without money, are left out.
function showSteps() {
  const names = Object.keys(TEXT.step_names), found = latest.steps;
  const used = (row) => row.mine || row.other;
  byId("steps").replaceChildren(...names.map((name, place) => {
    const holder = element("div"), { reached, rows: list } = found[name];
    changeTable(holder, list.filter(used), { name: TEXT.step_names[name] });
    const word = reached === null ? TEXT.not_known : reached ? TEXT.reached : TEXT.not_reached;
    return element("div", { class: `step ${reached ? "reached" : ""}`, "data-step": name }, element("h3", {}, `${place + 1}. ${TEXT.step_names[name]} `, element("span", { class: "badge" }, word)), holder);
  }));
  const known = names.every((name) => found[name].reached !== null);
  const missing = names.filter((name) => !found[name].reached), last = names.findIndex((name) => !found[name].reached);
  const text = !known ? "" : last < 0 ? TEXT.stops("", null) : missing.length === names.length - last ? TEXT.stops(last ? TEXT.step_names[names[last - 1]] : null, TEXT.step_names[names[last]]) : TEXT.gap_in_way(missing.map((name) => `“${TEXT.step_names[name]}”`).join(", "));
  byId("stops").textContent = text;
}

function showMargins() {
  changeTable(byId("margins"), Object.values(latest.margins).flatMap(({ label, rows: list }) => list.map((row) => ({ ...row, label }))), { shared: true, name: TEXT.margins });
}

function causesOf(margin) { return latest.causes[margin]; }

function showCauses() {
  if (!latest || !latest.causes) return;
  const margin = byId("margin").value, title = TEXT.margin_names[margin], causes = causesOf(margin);
  const words = EDUCATIONS.map((education) => {
    const [cause, found] = Object.entries(causes[education]).sort((a, b) => (b[1].mine || 0) - (a[1].mine || 0))[0];
    return TEXT.causes_label(title, TEXT.lower_education[education], CAUSES[cause], (100 * (found.mine || 0)).toFixed(0), (100 * (found.other || 0)).toFixed(0));
  });
  causeBars(byId("causes"), [[title, causes]], words.join("; "));
  const list = Object.keys(CAUSES).flatMap((cause) => EDUCATIONS.map((education) => ({ ...causes[education][cause], label: CAUSES[cause], group: education, unit: "share", better: 0 })));
  changeTable(byId("causes-numbers"), list.filter((row) => row.mine || row.other), { shared: true, name: title });
}

function fillPersons() {
  const select = byId("person"), before = select.value;
  select.replaceChildren(...options(lives.map((story) => [story.person, TEXT.person_option(TEXT.lower_education[story.education], story.age, shortened(story.work, 17), signed(100 * story.difference, 1))])));
  if (lives.some((story) => String(story.person) === before)) select.value = before;
}

function showPerson() {
  const story = lives.find(({ person }) => String(person) === byId("person").value);
  byId("person-said").textContent = story ? TEXT.person(TEXT.lower_education[story.education], story.age, story.work, signed(100 * story.difference, 1)) : "";
  if (!story) { byId("life").replaceChildren(element("p", { class: "note" }, TEXT.no_life)); byId("events").replaceChildren(); return; }
  const sides = TEXT.sides[about.versus], first = story.months[0], fill = (values) => [...Array(first - 1).fill(null), ...hundred(values)];
  lineChart(byId("life"), {
    months: facts.months, first, shade: 0, height: 190, unit: TEXT.fit_axis, margin: 64,
    lines: [{ values: fill(story.other.fit), colour: palette.other, dash: "4 3", name: TEXT.short[about.versus][1] }, { values: fill(story.mine.fit), colour: palette.mine, name: TEXT.short[about.versus][0] }],
    label: `Fit of this person, month by month: mean difference ${signed(100 * story.difference, 1)}`,
  });
  byId("events").replaceChildren(eventList(sides[0], story.mine.events), eventList(sides[1], story.other.events));
}

function eventList(title, events) {
  const lines = events.length ? events : [["", TEXT.without_life]];
  const items = lines.map(([month, text]) => element("li", {}, month ? `${TEXT.month} ${month}: ${text}` : text));
  return element("div", {}, element("h3", {}, upper(title)), element("ol", { tabindex: 0, "aria-label": `${title}: ${TEXT.events_of}` }, ...items));
}

// ---- pinned policies ---------------------------------------------------------------

const PIN_MARGINS = ["within_post", "moves", "access", "without"];

function pin() {
  if (pins.some((one) => one.query === query)) { say(TEXT.already_pinned); return; }
  if (pins.length >= MOST_PINS) { say(TEXT.four_pins); return; }
  pins.push({ query, title: about.title, answer: latest });
  history.replaceState(null, "", address());
  say(TEXT.pinned(pins.length));
  showPins();
}

function restorePins(search) {
  const wanted = new URLSearchParams(search).getAll("pin").slice(0, MOST_PINS);
  pins = wanted.map((one) => pins.find((old) => old.query === one) || { query: one, title: "…", answer: null });
}

// Policies of a link are run one after the other, after the page's own.
function nextPin() {
  const one = pins.find(({ answer, failed }) => !answer && !failed);
  if (!one) return;
  let found = null;
  const end = listenTo(one.query, {
    begun: ({ title }) => { one.title = title; },
    answer: (answer) => { found = answer; },
    done: () => { end(); one.answer = found; if (!found) one.failed = true; showPins(); nextPin(); },
    refused: ({ problems: lines }) => { end(); one.failed = true; problems(lines); nextPin(); },
    busy: ({ problems: lines }) => { end(); problems(lines); },
    lost: () => problems([TEXT.no_server]),
  });
}

const asPercent = (found) => {
  const part = (value) => value === null || !found.other ? null : 100 * value / Math.abs(found.other);
  return { effect: part(found.effect), low: part(found.low), high: part(found.high) };
};

function showPins() {
  byId("pins").hidden = !pins.length;
  if (!pins.length) return;
  const all = ({ rows: list }) => list.find((row) => row.group === "");
  const cell = (found) => {
    const one = asPercent(found), digits = Math.min(2, digitsFor(one.low, one.high)), tone = isSure(one) ? (one.effect < 0 ? "better" : "worse") : "pale";
    return element("td", { class: `${isSure(one) ? "sure" : ""} ${tone}`, "data-effect": found.effect ?? "" }, one.effect === null ? "–" : `${signed(one.effect, digits)} %`,
      element("small", {}, one.low === null ? "" : TEXT.interval(signed(one.low, digits), signed(one.high, digits))), element("small", { class: "word" }, wordFor({ ...one, better: -1 })));
  };
  const heads = ["", TEXT.cost, TEXT.headline.unbalance, TEXT.headline.volatility, ...PIN_MARGINS.map((margin) => TEXT.margin_names[margin]), ""];
  const lines = pins.map((one, place) => {
    const remove = element("button", { type: "button", "aria-label": `${TEXT.unpin} ${place + 1}` }, TEXT.unpin);
    remove.addEventListener("click", () => { pins.splice(pins.indexOf(one), 1); history.replaceState(null, "", address()); showPins(); });
    const head = element("th", { scope: "row" }, `${place + 1}. ${one.title}`);
    if (!one.answer) return element("tr", {}, head, element("td", { colspan: 7 }, "…"), element("td", {}, remove));
    const { numbers, margins, cost } = one.answer;
    return element("tr", {}, head, element("td", {}, `${cost.mine.toFixed(0)} €`), cell(numbers.unbalance), cell(numbers.volatility), ...PIN_MARGINS.map((margin) => cell(all(margins[margin]))), element("td", {}, remove));
  });
  byId("pinned").replaceChildren(element("table", { class: "pinned" }, element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text || element("span", { class: "unseen" }, "policy"))))), element("tbody", {}, ...lines)));
  const points = pins.map((one, place) => ({ ...one, name: String(place + 1) })).filter(({ answer }) => answer && answer.numbers.unbalance.effect !== null).map(({ name, answer }) => ({ name, x: asPercent(answer.numbers.unbalance), y: asPercent(answer.numbers.volatility) }));
  if (points.length) plane(byId("plane"), points, points.map(({ name, x, y }) => `${name}: gap ${signed(x.effect, 1)} %, volatility ${signed(y.effect, 1)} %`).join("; "));
  else byId("plane").replaceChildren();
}

// ---- downloads ---------------------------------------------------------------------

function say(text) { byId("said").textContent = text; }

async function copy(text, words) {
  const box = byId("copied");
  try {
    await navigator.clipboard.writeText(text);
    box.hidden = true;
    say(words);
  } catch {
    box.value = text;
    box.hidden = false;
    box.focus();
    box.select();
    say(TEXT.copy_below);
  }
}

async function copyPython() {
  const answer = await fetch(`scenario.py?${query}`);
  if (answer.ok) copy(await answer.text(), TEXT.copied_script);
  else say(TEXT.not_runnable);
}

function save(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function asCsv() {
  const names = Object.keys(rows[0]);
  return [names.join(","), ...rows.map((row) => names.map((name) => row[name] ?? "").join(","))].join("\n") + "\n";
}

// Lines of at most `most` characters.
function wrapped(text, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const now = lines[lines.length - 1];
    if (now && now.length + word.length >= most) lines.push(word); else lines[lines.length - 1] = now ? `${now} ${word}` : word;
  }
  return lines;
}

// The picture is drawn in light colours, with all that a reader needs who sees nothing else.
function picture() {
  const width = 760, before = palette, holders = ["change", "fit"].map(() => element("div"));
  palette = LIGHT;
  seriesCharts(...holders, width - 40);
  const whole = draw("svg", { xmlns: NAMESPACE, width, "font-family": "system-ui, 'DejaVu Sans', sans-serif", "font-size": 13, fill: palette.ink });
  const ground = draw("rect", { width, fill: "#ffffff" }, whole);
  let at = 18;
  const write = (text, look = {}, room = 20) => { for (const line of wrapped(text, look["font-size"] > 14 ? 74 : look["font-weight"] ? 90 : 102)) draw("text", { x: 20, y: at += room, ...look }, whole, line); };
  write(byId("t-title").textContent, { "font-size": 16, "font-weight": 600 }, 22);
  write(TEXT.versus_note[about.versus], { fill: palette.quiet });
  at += 6;
  for (const name of HEADLINES) for (const text of sentenceOf(name, latest.numbers[name])) if (text) write(text);
  const titles = [TEXT.change, `${TEXT.fit}. ${TEXT.fit_note(TEXT.sides[about.versus])}`];
  holders.forEach((holder, place) => {
    const svg = holder.querySelector("svg"), [, , , tall] = svg.getAttribute("viewBox").split(" ").map(Number);
    at += 12;
    write(titles[place], { "font-weight": 600 });
    const group = draw("g", { transform: `translate(20 ${at + 10})`, "font-size": 12 }, whole);
    group.append(...svg.childNodes);
    at += tall + 10;
  });
  at += 6;
  for (const row of latest.groups) {
    const text = texts(row);
    write(`${TEXT.lower_education[row.group]} education, ${row.label}: ${text.change}${text.per}${text.interval ? ` (95 %: ${text.interval})` : ""}, ${text.levels}${row.verdict === undefined ? "" : `; ${verdictFor(row)}`}`, { "font-size": 12 }, 18);
  }
  at += 8;
  const link = facts.edition ? "" : new URL(address(), location.href).href;
  const chunks = link.match(/.{1,110}/g) || [];
  write(`${byId("progress").textContent}. ${TEXT.version} ${facts.version}.`, { fill: palette.quiet, "font-size": 11 }, 16);
  for (const chunk of chunks) write(chunk, { fill: palette.quiet, "font-size": 11 }, 14);
  const height = at + 20;
  whole.setAttribute("height", height);
  whole.setAttribute("viewBox", `0 0 ${width} ${height}`);
  ground.setAttribute("height", height);
  palette = before;
  return { text: new XMLSerializer().serializeToString(whole), width, height };
}

function savePng() {
  const { text, width, height } = picture(), image = new Image();
  image.onload = () => {
    const sheet = element("canvas", { width: width * 2, height: height * 2 });
    sheet.getContext("2d").drawImage(image, 0, 0, width * 2, height * 2);
    sheet.toBlob((blob) => save(blob, "my_city.png"), "image/png");
  };
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}

// ---- start --------------------------------------------------------------------------

async function open() {
  const inside = document.querySelector("#edition");
  facts = inside ? JSON.parse(inside.textContent) : await (await fetch("controls.json")).json();
  build();
  if (facts.edition) setFirst();
  else {
    setFrom(location.search);
    restorePins(location.search);
  }
  showSettings();
  // the server checks the query of a link as a whole
  const given = facts.edition ? "" : forServer(location.search);
  begin(given || asQuery(), "replace");
}

open().catch((error) => { problems([TEXT.no_server]); throw error; });
