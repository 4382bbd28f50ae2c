"use strict";
// The page: settings, results of the server, and their display. Input and results are inserted as
// text or attributes, never as markup.

const byId = (id) => document.getElementById(id);
let facts = null;          // controls and cases, from the server
let chosen = { case: "", values: {} };  // values as text, keyed by the name of the parameter
let stream = null;         // events of the present runs
let latest = null;         // latest results
let details = null;        // map and stories of the first pair
let rows = [];             // a row per run, for the CSV file
let timer = 0;
let query = "";

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
  box.append(element("strong", {}, lines.length > 1 ? "This cannot be run:" : "This cannot be run: "));
  box.append(element("ul", {}, ...lines.map((line) => element("li", {}, line))));
  document.querySelectorAll("input[data-name][type=number]").forEach((input) => {
    if (lines.some((line) => line.includes(`${input.dataset.name} =`))) input.setAttribute("aria-invalid", "true");
  });
}

// ---- settings ----------------------------------------------------------------------------

const plain = (value) => typeof value === "number" ? String(Number(value.toPrecision(12))) : String(value);
const controls = () => facts.groups.flatMap((group) => group.controls);

function asQuery() {
  const base = facts.cases[chosen.case].values, pairs = new URLSearchParams({ case: chosen.case });
  for (const { name } of controls()) if (chosen.values[name] !== plain(base[name])) pairs.append(name, chosen.values[name]);
  return pairs.toString();
}

function setCase(name) {
  chosen = { case: name, values: Object.fromEntries(controls().map((control) => [control.name, plain(facts.cases[name].values[control.name])])) };
}

function showSettings() {
  byId("case").value = chosen.case;
  byId("question").textContent = facts.cases[chosen.case].question;
  for (const control of controls()) {
    document.querySelectorAll(`[data-name="${control.name}"]`).forEach((input) => { input.value = chosen.values[control.name]; });
  }
  showPot();
}

const budgets = () => facts.budgets.map((name) => Number(chosen.values[name]) || 0);
const cents = (value) => String(Math.round(value * 100) / 100);

function showPot() {
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

function changed(wait) {
  showSettings();
  clearTimeout(timer);
  timer = setTimeout(() => begin(asQuery()), wait);
}

function controlFor(control) {
  const id = `c-${control.name.replaceAll(".", "-")}`, head = element("div", { class: "row" }), box = element("div", { class: "control" }, head);
  const source = `Allowed: ${control.choices ? control.choices.map(([word]) => word.replaceAll("_", " ")).join(", ") : control.allowed}. Source: ${control.source} (${control.status}). In a file: ${control.name}`;
  const help = element("details", { class: "help" }, element("summary", {}, "What is it?", element("span", { class: "unseen" }, ` ${control.label}`)), element("p", {}, `${control.help}. Unit: ${control.unit}.`), element("p", {}, source));
  head.append(element("label", { for: id }, control.label));
  if (control.choices) {
    const select = element("select", { id, "data-name": control.name }, ...control.choices.map(([word, shown]) => element("option", { value: word }, shown)));
    select.addEventListener("change", () => { setValue(control.name, select.value); changed(0); });
    box.append(select, help);
    return box;
  }
  const number = element("input", { type: "number", step: "any", "data-name": control.name, "aria-label": `${control.label}, as a number (${control.unit})` });
  const range = element("input", { type: "range", id, min: control.low, max: control.high, step: control.step, "data-name": control.name });
  range.addEventListener("input", () => { setValue(control.name, range.value); changed(120); });
  number.addEventListener("change", () => { setValue(control.name, number.value); changed(0); });
  head.append(number);
  box.append(range, help);
  return box;
}

function build() {
  byId("case").append(...Object.entries(facts.cases).map(([name, { title }]) => element("option", { value: name }, title)));
  byId("case").addEventListener("change", () => { setCase(byId("case").value); changed(0); });
  facts.groups.forEach((group, place) => {
    const box = element("details", { class: "group", open: place < 3 && window.innerWidth > 900 || place === 0 }, element("summary", {}, group.title), element("p", { class: "note" }, group.help));
    box.append(...group.controls.map(controlFor));
    byId("groups").append(box);
  });
  for (const id of ["pot-range", "pot-number"]) {
    byId(id).addEventListener(id === "pot-range" ? "input" : "change", () => { setPot(Math.max(0, Number(byId(id).value) || 0)); changed(120); });
  }
  byId("reset").addEventListener("click", () => { setCase(facts.first_case); byId("equal").checked = false; changed(0); say("All settings are reset."); });
  byId("equal").addEventListener("change", () => history.replaceState(null, "", address()));
  byId("share").addEventListener("click", () => copy(`${location.origin}${address()}`, "The link is copied; it restores all settings."));
  byId("python").addEventListener("click", copyPython);
  byId("csv").addEventListener("click", () => save(new Blob([asCsv()], { type: "text/csv" }), "my_city.csv"));
  byId("svg").addEventListener("click", () => save(new Blob([picture().text], { type: "image/svg+xml" }), "my_city.svg"));
  byId("png").addEventListener("click", savePng);
  byId("person").addEventListener("change", showPerson);
  byId("map-what").addEventListener("change", showMap);
  document.querySelectorAll(".parts").forEach((box) => { box.open = window.innerWidth > 900; });
  let width = window.innerWidth;
  window.addEventListener("resize", () => { if (window.innerWidth !== width) { width = window.innerWidth; show(); showDetails(); } });
}

// ---- the runs -------------------------------------------------------------------------------

// Equal cost is a setting of the page alone, so it is in the fragment of the address.
const EQUAL_COST = "#equal-cost";
const address = () => `/?${query}${byId("equal").checked ? EQUAL_COST : ""}`;

function begin(asked) {
  if (stream) stream.close();
  query = asked;
  rows = []; latest = null; details = null;
  problems([]);
  history.replaceState(null, "", address());
  byId("toml").href = `/scenario.toml?${asked}`;
  for (const id of ["csv", "svg", "png"]) byId(id).disabled = true;
  progress("A first look …", 0);
  document.body.dataset.state = "waiting";
  stream = new EventSource(`/runs?${asked}`);
  const current = stream, on = (kind, act) => stream.addEventListener(kind, (event) => { if (current === stream) act(JSON.parse(event.data)); });
  on("begun", ({ ready }) => { if (!ready) progress("The model is being compiled; on a new computer this takes a minute or two …", 0); });
  on("waiting", ({ ready, broken }) => {
    if (broken) stop(["The model could not be started; see the terminal of cityfit explore."]);
    else if (!ready) progress("The model is being compiled; on a new computer this takes a minute or two …", 0);
    else if (!latest) progress("Other pages are served first …", 0);
  });
  on("partial", (answer) => {
    latest = { ...answer, first: true };
    progress(`A first look: the first pair, up to month ${answer.months} of ${facts.months}`, answer.months / facts.months / facts.seeds);
    show();
  });
  on("answer", (answer) => {
    latest = answer;
    rows.push(...answer.rows);
    progress(`${answer.seeds} of ${facts.seeds} pairs of cities${answer.seeds < 2 ? "; an interval needs two" : ""}`, answer.seeds / facts.seeds);
    document.body.dataset.state = "answered";
    for (const id of ["csv", "svg", "png"]) byId(id).disabled = false;
    show();
  });
  on("details", (content) => { details = content; fillPersons(); showDetails(); });
  on("failed", ({ problems: lines }) => problems(lines));
  on("refused", ({ problems: lines }) => stop(lines));
  on("busy", ({ problems: lines }) => stop(lines));
  on("done", ({ seeds, failed }) => {
    current.close();
    progress(`Done: ${seeds} pairs of cities${failed ? `, ${failed} runs failed` : ""}`, 1);
    document.body.dataset.state = "done";
  });
  stream.onerror = () => {
    if (current !== stream || document.body.dataset.state === "done") return;
    stop(["The server does not answer. Is cityfit explore still running? Reload the page to try again."]);
  };
}

function stop(lines) {
  stream.close();
  problems(lines);
  progress("Nothing is running.", 0);
  document.body.dataset.state = "stopped";
}

function progress(text, part) {
  byId("progress").textContent = text;
  byId("bar").value = part;
}

// ---- display --------------------------------------------------------------------------

const DIGITS = { unbalance: 4, volatility: 5 };
const VERDICTS = { unbalance: ["less unbalanced", "more unbalanced"], volatility: ["less volatile", "more volatile"] };

function show() {
  if (!latest) return;
  for (const name of ["unbalance", "volatility"]) showNumber(name, latest.numbers[name]);
  showSeries();
  showParts();
  if (latest.cells) { showWho(); showTable("market"); showTable("mechanisms"); showCauses(); }
}

function showNumber(name, found) {
  const card = byId(`card-${name}`), digits = DIGITS[name];
  const big = card.querySelector(".big"), line = card.querySelector(".line");
  if (!found || found.effect === null) { big.textContent = "–"; line.textContent = "not measured yet"; return; }
  const none = found.effect === 0;
  const sure = found.low !== null && (found.low > 0 || found.high < 0);
  const arrow = Number(found.effect.toFixed(digits)) === 0 ? "=" : found.effect < 0 ? "▼" : "▲";
  big.textContent = `${arrow} ${signed(found.effect, digits)}`;
  const interval = found.low === null ? "one pair, no interval yet" : `95 %: ${signed(found.low, digits)} to ${signed(found.high, digits)}`;
  const words = none ? "no difference" : sure ? VERDICTS[name][found.effect < 0 ? 0 : 1] : found.low === null ? "" : "may be chance";
  line.replaceChildren(...[["strong", words], ["span", interval], ["span", `${found.mine.toFixed(digits)} instead of ${found.without.toFixed(digits)}`]].filter(([, text]) => text).map(([kind, text]) => element(kind, {}, text)));
}

function showParts() {
  for (const [name, parts] of Object.entries(latest.parts || { unbalance: [], volatility: [] })) {
    const box = byId(`card-${name}`).querySelector(".parts");
    box.hidden = !parts.length;
    box.querySelector("p").replaceChildren(...parts.map((part) => {
      const shown = element("span", { class: isSure(part) ? "sure" : "" }, `${part.label} ${signed(part.effect, DIGITS[name])}`);
      if (part.low !== null) shown.title = `95 % interval ${signed(part.low, DIGITS[name])} to ${signed(part.high, DIGITS[name])}`;
      return shown;
    }));
  }
}

function showSeries() {
  const months = facts.months, burn = facts.burn_in, series = latest.series;
  const names = Object.entries(EDUCATION).map(([education, look]) => ({ ...look, band: series[`fit_by_education_${education}`] }));
  const last = (values) => { const place = values.findLastIndex((value) => value !== null); return place < 0 ? null : values[place]; };
  lineChart(byId("change"), {
    months, first: burn - 11, shade: burn, zero: true, unit: "fit, 0–1",
    lines: names.map(({ name, colour, band }) => ({ values: band.effect, low: band.low, high: band.high, colour, name })),
    label: `Change of fit through the policy in the last month shown: ${names.map(({ name, band }) => `${name} education ${signed(last(band.effect), 4)}`).join(", ")}`,
  });
  lineChart(byId("fit"), {
    months, first: 1, shade: burn, unit: "fit, 0–1",
    lines: names.flatMap(({ name, colour, band }) => [{ values: band.without, colour, dash: "4 3" }, { values: band.mine, colour, name }]),
    label: `Fit with the policy in the last month shown: ${names.map(({ name, band }) => `${name} education ${(last(band.mine) ?? 0).toFixed(3)}`).join(", ")}`,
  });
}

const isSure = ({ low, high }) => low !== null && (low > 0 || high < 0);

function showWho() {
  const heads = ["none", "below 1", "1", "2", "3"];
  const size = Math.max(0.005, ...latest.cells.flat().map(({ effect }) => Math.abs(effect || 0)));
  const table = element("table", { class: "heat" }, element("thead", {}, element("tr", {}, element("th", { scope: "col" }, element("span", { class: "unseen" }, "Education")), ...heads.map((text) => element("th", { scope: "col" }, element("span", { class: "level" }, "ICT "), text)))));
  const body = element("tbody");
  Object.values(EDUCATION).forEach(({ name }, row) => {
    const line = element("tr", {}, element("th", { scope: "row" }, name));
    latest.cells[row].forEach((cell) => {
      const look = shadeOf(cell.effect, size);
      const box = element("td", { class: isSure(cell) ? "sure" : "" }, signed(cell.effect, 3), element("small", {}, cell.people === null ? "" : cell.people.toFixed(0)));
      box.style.backgroundColor = look.fill;
      box.style.color = look.ink;
      if (cell.low !== null) box.title = `95 % interval ${signed(cell.low, 4)} to ${signed(cell.high, 4)}`;
      line.append(box);
    });
    body.append(line);
  });
  table.append(body);
  byId("who").replaceChildren(table);
  const hundred = (share) => share === null ? "–" : (100 * share).toFixed(0);
  const moved = Object.entries(EDUCATION).map(([education, { name }]) => `${name}: ${hundred(latest.movers[education].mine)} of 100 (without: ${hundred(latest.movers[education].without)})`);
  byId("movers").textContent = `Moved up an ICT level by the last month. ${moved.join("; ")}.`;
}

function rounded(value, unit) {
  if (value === null) return "–";
  const size = Math.abs(value);
  return unit === "share" ? `${(100 * value).toFixed(1)} %` : size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(3);
}

function showTable(title) {
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...["", "without", "with", "change"].map((text) => element("th", { scope: "col" }, text || element("span", { class: "unseen" }, "what"))))));
  const body = element("tbody");
  for (const row of latest.tables[title]) {
    const factor = row.unit === "share" ? 100 : 1, digits = row.unit === "share" ? 2 : 4;
    const change = (value) => value === null ? "–" : signed(value * factor, digits);
    const points = row.unit === "share" && row.effect !== null ? " pts" : "";
    body.append(element("tr", {}, element("th", { scope: "row" }, row.label), element("td", {}, rounded(row.without, row.unit)), element("td", {}, rounded(row.mine, row.unit)), element("td", { class: isSure(row) ? "sure" : "" }, change(row.effect) + points, element("small", {}, row.low === null || row.low === row.high ? "" : `${change(row.low)} to ${change(row.high)}`))));
  }
  table.append(body);
  byId(title).replaceChildren(table);
}

function showCauses() {
  const groups = [["Within a post", latest.causes.within_post], ["All changes", latest.causes.all]];
  const words = groups.flatMap(([title, causes]) => Object.entries(EDUCATION).map(([education, { name }]) => {
    const [cause, found] = Object.entries(causes[education]).sort((a, b) => (b[1].mine || 0) - (a[1].mine || 0))[0];
    return `${title}, ${name} education: mainly ${CAUSES[cause][0]}, ${(100 * (found.mine || 0)).toFixed(0)} % with the policy, ${(100 * (found.without || 0)).toFixed(0)} % without`;
  }));
  causeBars(byId("causes"), groups, words.join("; "));
}

function fillPersons() {
  const select = byId("person"), before = select.value;
  select.replaceChildren(...details.stories.map((story) => element("option", { value: story.person }, `${EDUCATION[story.education].name} education, ${story.age}, ${story.work} (${signed(story.difference, 3)})`)));
  if (details.stories.some((story) => String(story.person) === before)) select.value = before;
}

function showDetails() {
  if (!details) return;
  showMap();
  showPerson();
}

function showPerson() {
  const story = details && details.stories.find(({ person }) => String(person) === byId("person").value);
  if (!story) { byId("life").replaceChildren(element("p", { class: "note" }, "No citizen was followed through all months in both runs.")); byId("events").replaceChildren(); return; }
  const first = story.months[0], fill = (values) => [...Array(first - 1).fill(null), ...values];
  lineChart(byId("life"), {
    months: facts.months, first, shade: 0, height: 190, unit: "fit, 0–1", margin: 64,
    lines: [{ values: fill(story.without.fit), colour: "#555555", dash: "4 3", name: "without" }, { values: fill(story.mine.fit), colour: "#27246b", name: "with" }],
    label: `Fit of this person, month by month: mean difference ${signed(story.difference, 3)}`,
  });
  const list = (title, world) => element("div", {}, element("h3", {}, title), element("ol", { tabindex: 0, "aria-label": `${title}: events` }, ...(world.events.length ? world.events : [["", "No events."]]).map(([month, text]) => element("li", {}, month ? `Month ${month}: ${text}` : text))));
  byId("events").replaceChildren(list("With your policy", story.mine), list("Without", story.without));
}

function showMap() {
  if (!details) return;
  const what = byId("map-what").value, { people, mine, without, high } = details.districts;
  const change = mine.map((value, place) => value === null || without[place] === null ? null : value - without[place]);
  const values = { change, mine, without, high }[what], known = values.filter((value) => value !== null);
  const mean = known.reduce((sum, value) => sum + value, 0) / (known.length || 1);
  const format = what === "change" ? (value) => signed(value, 3) : what === "high" ? (value) => `${(100 * value).toFixed(0)} %` : (value) => value.toFixed(3);
  tiles(byId("map"), { values, people, middle: what === "change" ? 0 : mean, format, label: `${byId("map-what").selectedOptions[0].textContent}: ${known.length} districts, mean ${format(mean)}, from ${format(Math.min(...known))} to ${format(Math.max(...known))}` });
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
    say("Copy the text below.");
  }
}

async function copyPython() {
  const answer = await fetch(`/scenario.py?${query}`);
  if (answer.ok) copy(await answer.text(), "The script is copied; it reproduces the numbers of this page.");
  else say("These settings cannot be run; see above.");
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

function picture() {
  const width = 760, parts = [];
  let height = 74;
  for (const id of ["change", "fit", "causes"]) {
    const drawn = byId(id).querySelector("svg");
    if (!drawn) continue;
    const [, , wide, tall] = drawn.getAttribute("viewBox").split(" ").map(Number), scale = Math.min(1, (width - 40) / wide);
    parts.push({ title: byId(id).closest("section").querySelector("h2").textContent, drawn, scale, at: height });
    height += tall * scale + 48;
  }
  const whole = draw("svg", { xmlns: NAMESPACE, viewBox: `0 0 ${width} ${height}`, width, height, "font-family": "system-ui, 'DejaVu Sans', sans-serif", "font-size": 12, fill: INK });
  draw("rect", { width, height, fill: "#ffffff" }, whole);
  draw("text", { x: 20, y: 26, "font-size": 16, "font-weight": 600 }, whole, byId("case").selectedOptions[0].textContent);
  const words = ["unbalance", "volatility"].map((name) => `${name} ${signed(latest.numbers[name].effect, DIGITS[name])}`).join(", ");
  draw("text", { x: 20, y: 48, fill: QUIET }, whole, `${words}; ${byId("progress").textContent}`);
  for (const { title, drawn, scale, at } of parts) {
    draw("text", { x: 20, y: at + 12, "font-weight": 600, "font-size": 14 }, whole, title);
    const group = draw("g", { transform: `translate(20 ${at + 24}) scale(${scale})` }, whole);
    for (const child of drawn.childNodes) group.appendChild(child.cloneNode(true));
  }
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
  facts = await (await fetch("/controls.json")).json();
  build();
  const given = new URLSearchParams(location.search), name = given.get("case") ?? facts.first_case;
  setCase(facts.cases[name] ? name : facts.first_case);
  for (const [key, text] of given) if (key in chosen.values) chosen.values[key] = text;
  byId("equal").checked = location.hash === EQUAL_COST;
  showSettings();
  // the server checks the query of a link as a whole
  begin(location.search.length > 1 ? location.search.slice(1) : asQuery());
}

open().catch(() => problems(["The server does not answer. Is cityfit explore still running? Reload the page to try again."]));
