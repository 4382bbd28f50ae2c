"use strict";
// Citizens as dots, month by month, beside the same citizens on the other side of the comparison.
// They are loaded when somebody opens the part, so that the first results wait for nothing.

const SIDES = ["mine", "other"];
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const MONTH_TAKES = 220;   // milliseconds while it plays
const FADES = 4;           // months in which a dot appears or disappears
const crowd = { data: null, ready: false, month: 0, timer: 0, followed: -1, dots: {} };

const withText = (id, text) => { byId(id).textContent = text; };
const outOf100 = (value) => value / 10;   // fit comes in thousandths
const shownMonth = () => crowd.data.first + crowd.month;
const isOpen = () => byId("people").open && !byId("people-inside").hidden;

function buildPeople() {
  byId("people-section").hidden = Boolean(facts.edition);
  byId("people").addEventListener("toggle", () => {
    if (!byId("people").open) pausePeople();
    else if (crowd.data) drawPeople();
    else if (crowd.ready) loadPeople();
  });
  byId("play").addEventListener("click", () => (crowd.timer ? pausePeople : playPeople)());
  const step = (by) => { pausePeople(); showMonth(crowd.month + by); };
  byId("month-back").addEventListener("click", () => step(-1));
  byId("month-on").addEventListener("click", () => step(1));
  const slider = byId("month");
  slider.addEventListener("input", () => step(Number(slider.value) - shownMonth()));
  byId("citizen").addEventListener("change", () => follow(Number(byId("citizen").value)));
  for (const side of SIDES) {
    byId(`dots-${side}`).addEventListener("click", (event) => followNearest(side, event));
  }
  const calm = () => { if (still.matches) pausePeople(); byId("play").hidden = still.matches; };
  still.addEventListener("change", calm);
  calm();
  forgetPeople();
}

function forgetPeople() {
  pausePeople();
  crowd.data = null;
  crowd.dots = {};
  crowd.ready = false;
  byId("people-inside").hidden = true;
  withText("people-said", TEXT.crowd_wait);
}

// The first pair of cities is done.
function peopleReady() {
  crowd.ready = true;
  if (byId("people").open) loadPeople();
  else withText("people-said", "");
}

async function loadPeople() {
  const asked = query;
  withText("people-said", TEXT.crowd_loading);
  let answer = null;
  try { answer = await fetch(`people.json?${asked}`); } catch { /* the message below says so */ }
  const data = answer && answer.ok ? await answer.json() : null;
  // meanwhile a slider may have moved
  if (asked !== query || !crowd.ready) return;
  if (!data) { withText("people-said", answer ? TEXT.crowd_gone : TEXT.no_server); return; }
  const before = crowd.followed;
  crowd.data = data;
  crowd.month = 0;
  crowd.spans = Object.fromEntries(SIDES.map((side) => [side, data[side].status.map(spanOf)]));
  const later = data.rank.filter((_, place) => !hasBegun(place)).length;
  withText("people-said", TEXT.crowd_sample(data.sample, data.residents, later, facts.seeds));
  byId("month").min = data.first;
  byId("month").max = data.first + data.months - 1;
  byId("people-inside").hidden = false;
  fillCitizens();
  crowd.difference = meanDifference(data.person.map((_, place) => place));
  // at first somebody who stays, whatever happens to that person
  const stays = (side, place) => String(crowd.spans[side][place]) === `0,${data.months - 1}`;
  const first = data.person.findIndex((_, place) => SIDES.every((side) => stays(side, place)));
  const same = data.person.indexOf(before);
  crowd.followed = data.person[same >= 0 ? same : Math.max(0, first)];
  byId("citizen").value = crowd.followed;
  drawPeople();
  if (!still.matches) playPeople();
}

// First and last month in which somebody lives in the city, from 0; nobody comes back.
function spanOf(status) {
  const letters = [...status], here = (letter) => letter !== "-";
  return [letters.findIndex(here), letters.findLastIndex(here)];
}

const hasBegun = (place) => SIDES.some((side) => crowd.spans[side][place][0] === 0);
const placeOf = (person) => crowd.data.person.indexOf(person);

function firstWork(place) {
  const { occupations, other, mine } = crowd.data;
  const side = other.status[place] ? other : mine, work = side.work[place];
  return work < 0 ? TEXT.no_job : occupations[work];
}

function citizenName(place) {
  const { education, age } = crowd.data, level = TEXT.lower_education[EDUCATIONS[education[place]]];
  return TEXT.citizen(level, age[place], firstWork(place));
}

// The head of its group says the education; the line below the list has the whole name.
const citizenOption = (place) =>
  TEXT.citizen_option(crowd.data.age[place], shortened(firstWork(place), 26));

function fillCitizens() {
  const { person, rank, education } = crowd.data;
  const order = person.map((_, place) => place).sort((a, b) => rank[a] - rank[b]);
  const group = (label, wanted) => element("optgroup", { label },
    ...options(order.filter(wanted).map((place) => [person[place], citizenOption(place)])));
  const levels = EDUCATIONS.map((name, level) => group(
    TEXT.education_level(TEXT.lower_education[name]),
    (place) => hasBegun(place) && education[place] === level));
  byId("citizen").replaceChildren(...levels, group(TEXT.came_later, (place) => !hasBegun(place)));
}

// ---- playing ------------------------------------------------------------------------------

function playPeople() {
  if (!isOpen() || crowd.timer) return;
  if (crowd.month === crowd.data.months - 1) showMonth(0);
  byId("crowds").classList.add("playing");
  crowd.timer = setInterval(() => {
    showMonth(crowd.month + 1);
    if (crowd.month === crowd.data.months - 1) pausePeople();
  }, MONTH_TAKES);
  withText("play", TEXT.pause);
}

function pausePeople() {
  clearInterval(crowd.timer);
  crowd.timer = 0;
  byId("crowds").classList.remove("playing");
  withText("play", TEXT.play);
}

// ---- dots ---------------------------------------------------------------------------------

function crowdScale(width, height) {
  const box = { left: 30, right: 6, top: 8, bottom: 40 };
  const [right, bottom] = [width - box.right, height - box.bottom];
  let [low, high] = [1000, 0];
  for (const side of SIDES) for (const fits of crowd.data[side].fit) for (const fit of fits) {
    if (fit >= 0) { low = Math.min(low, fit); high = Math.max(high, fit); }
  }
  low = Math.floor(outOf100(low) / 10) * 10;
  high = Math.ceil(outOf100(high) / 10) * 10;
  return {
    low, high, left: box.left, right, top: box.top, bottom,
    x: (rank) => box.left + rank / 1000 * (right - box.left),
    y: (fit) => box.top + (high - fit) / (high - low) * (bottom - box.top),
  };
}

function drawPeople() {
  if (!crowd.data || !isOpen()) return;
  // new dots stand where they belong and do not move there from elsewhere
  pausePeople();
  const sides = TEXT.sides[about.versus];
  SIDES.forEach((side, number) => {
    withText(`t-dots-${side}`, upper(sides[number]));
    drawCrowd(side);
  });
  drawLife();
  showMonth(crowd.month);
  // the style is computed before anything may move
  byId("crowds").getBoundingClientRect();
}

function drawCrowd(side) {
  const holder = byId(`dots-${side}`), width = Math.max(holder.clientWidth, 240);
  const small = width < 420, height = small ? 220 : 320, scale = crowdScale(width, height);
  const svg = canvas(holder, width, height, "");
  for (const at of ticks(scale.low, scale.high, 5).found) {
    const y = scale.y(at);
    draw("line", { x1: scale.left, x2: scale.right, y1: y, y2: y, stroke: palette.rule }, svg);
    draw("text", { x: scale.left - 5, y: y + 4, "text-anchor": "end" }, svg, String(at));
  }
  const means = EDUCATIONS.map((_, level) => drawLevel(svg, scale, level, height));
  const dots = crowd.data.person.map((_, place) => {
    const look = { cx: scale.x(crowd.data.rank[place]), r: small ? 3.2 : 4.2, "stroke-width": 1.3 };
    const dot = draw("circle", { ...look, cy: 0, class: "dot" }, svg);
    draw("title", {}, dot, citizenName(place));
    return dot;
  });
  for (const mean of means) {
    const line = { x1: mean.from + 2, x2: mean.to - 2, y1: 0, y2: 0, class: "dot" };
    mean.under = draw("line", { ...line, stroke: palette.paper, "stroke-width": 5 }, svg);
    mean.bar = draw("line", { ...line, stroke: mean.colour, "stroke-width": 3 }, svg);
  }
  const look = { fill: "none", stroke: palette.ink, "stroke-width": 2.4 };
  const ring = draw("circle", { cx: 0, cy: 0, r: 9, class: "dot ring", ...look }, svg);
  crowd.dots[side] = { svg, scale, dots, means, ring };
}

// The column of a level of education, with room for its name and mean.
function drawLevel(svg, scale, level, height) {
  const { edges } = crowd.data, colour = palette[EDUCATIONS[level]];
  const from = scale.x(level ? edges[level - 1] : 0), to = scale.x(edges[level]);
  const line = { x1: from, x2: from, y1: scale.top, y2: scale.bottom, stroke: palette.zero };
  if (level) draw("line", { ...line, "stroke-dasharray": "2 3" }, svg);
  const middle = { x: (from + to) / 2, "text-anchor": "middle", fill: colour, "font-weight": 600 };
  draw("text", { ...middle, y: height - 22 }, svg, TEXT.lower_education[EDUCATIONS[level]]);
  return { number: draw("text", { ...middle, y: height - 6 }, svg, ""), from, to, colour };
}

// Where a dot is in a month, and how well it can be seen.
function dotState(side, place, month) {
  const [from, to] = crowd.spans[side][place];
  if (from < 0 || month < from) return { seen: 0, fit: 0, work: false };
  const at = Math.min(month, to), letter = crowd.data[side].status[place][at];
  const fit = outOf100(crowd.data[side].fit[place][at]), came = from > 0 ? month - from : FADES;
  if (month > to) return { seen: Math.max(0, 0.6 * (1 - (month - to) / FADES)), fit, work: false };
  const seen = 0.3 + 0.55 * Math.min(1, came / FADES);
  return { seen, fit, work: letter === "e", here: true };
}

function showMonth(wanted) {
  if (!crowd.dots.other) return;
  crowd.month = Math.max(0, Math.min(crowd.data.months - 1, wanted));
  const now = shownMonth();
  byId("month").value = now;
  byId("month").setAttribute("aria-valuetext", TEXT.month_now(now));
  withText("month-now", TEXT.month_now(now));
  byId("month-back").disabled = crowd.month === 0;
  byId("month-on").disabled = crowd.month === crowd.data.months - 1;
  for (const side of SIDES) showCrowd(side, now);
  crowd.marker.line.setAttribute("transform", `translate(${crowd.marker.x(now)} 0)`);
}

function showCrowd(side, now) {
  const { svg, scale, dots, means, ring } = crowd.dots[side], followed = placeOf(crowd.followed);
  const sums = EDUCATIONS.map(() => [0, 0]), count = { here: 0, without: 0, left: 0, came: 0 };
  dots.forEach((dot, place) => {
    const { seen, fit, work, here } = dotState(side, place, crowd.month);
    const level = crowd.data.education[place], colour = palette[EDUCATIONS[level]];
    const [from, to] = crowd.spans[side][place];
    dot.style.transform = `translateY(${scale.y(fit).toFixed(1)}px)`;
    dot.setAttribute("fill", work ? colour : palette.paper);
    dot.setAttribute("stroke", work ? palette.paper : colour);
    dot.style.opacity = seen;
    // what cannot be seen has no hint either
    dot.style.pointerEvents = seen ? "" : "none";
    count.left += from >= 0 && crowd.month > to;
    if (place === followed) {
      ring.setAttribute("cx", dot.getAttribute("cx"));
      ring.style.transform = dot.style.transform;
      ring.style.opacity = seen > 0 ? 1 : 0;
    }
    if (!here) return;
    count.here += 1; count.without += !work; count.came += from > 0;
    sums[level][0] += fit; sums[level][1] += 1;
  });
  means.forEach((mean, level) => {
    const [sum, number] = sums[level], value = number ? sum / number : null;
    mean.number.textContent = value === null ? "–" : TEXT.mean(value.toFixed(1));
    for (const bar of [mean.under, mean.bar]) {
      bar.style.transform = `translateY(${scale.y(value ?? scale.low).toFixed(1)}px)`;
      bar.style.opacity = value === null ? 0 : 1;
    }
  });
  withText(`count-${side}`, TEXT.crowd_now(count));
  const name = upper(TEXT.sides[about.versus][SIDES.indexOf(side)]);
  const words = EDUCATIONS.map((education, level) =>
    `${TEXT.lower_education[education]} ${means[level].number.textContent}`);
  svg.setAttribute("aria-label", TEXT.crowd_label(name, now, count.here, words.join(", ")));
}

function followNearest(side, event) {
  const { svg, scale, dots } = crowd.dots[side], box = svg.getBoundingClientRect();
  const grow = Number(svg.getAttribute("width")) / box.width;
  const at = [(event.clientX - box.left) * grow, (event.clientY - box.top) * grow];
  let best = -1, least = 20;   // a fingertip, in pixels
  dots.forEach((dot, place) => {
    const { seen, fit } = dotState(side, place, crowd.month);
    const far = Math.hypot(Number(dot.getAttribute("cx")) - at[0], scale.y(fit) - at[1]);
    if (seen && far < least) { best = place; least = far; }
  });
  if (best >= 0) follow(crowd.data.person[best]);
}

// ---- one life -----------------------------------------------------------------------------

function follow(person) {
  crowd.followed = person;
  byId("citizen").value = person;
  drawLife();
  showMonth(crowd.month);
}

// Fit by month out of 100 on either side; null where the person is not there.
const fitsOf = (place) => SIDES.map((side) =>
  crowd.data[side].fit[place].map((value) => value < 0 ? null : outOf100(value)));

// Mean over months that the people have on both sides; null without one.
function meanDifference(places) {
  let sum = 0, months = 0;
  for (const place of places) {
    const [mine, other] = fitsOf(place);
    mine.forEach((value, month) => {
      if (value === null || (other[month] ?? null) === null) return;
      sum += value - other[month];
      months += 1;
    });
  }
  return months ? sum / months : null;
}

function drawLife() {
  const place = placeOf(crowd.followed), { data } = crowd, sides = TEXT.sides[about.versus];
  const before = Array(data.first - 1).fill(null), names = TEXT.short[about.versus];
  const [mine, other] = fitsOf(place).map((values) => [...before, ...values]);
  const chart = lineChart(byId("citizen-line"), {
    months: data.first + data.months - 1, first: data.first, shade: 0, height: 190, margin: 64,
    unit: TEXT.fit_axis, label: TEXT.citizen_line(citizenName(place)),
    lines: [
      { values: other, colour: palette.other, dash: "4 3", name: names[1] },
      { values: mine, colour: palette.mine, name: names[0] },
    ],
  });
  const look = { y1: chart.top, y2: chart.bottom, stroke: palette.ink, "stroke-dasharray": "1 3" };
  crowd.marker = { line: draw("line", { x1: 0, x2: 0, ...look }, chart.svg), x: chart.x };
  withText("citizen-said", lifeSentence(place));
  const told = (side) => data[side].events[place].map(
    ([month, kind, detail]) => [month, eventText(kind, detail)]);
  byId("citizen-events").replaceChildren(...SIDES.map((side, number) =>
    eventList(sides[number], told(side))));
}

function eventText(kind, detail) {
  const { occupations, causes } = crowd.data;
  const details = {
    job: occupations, move: occupations, loss: causes.map((name) => TEXT.loss_causes[name]),
    in: TEXT.arrivals, out: TEXT.departures,
  };
  return TEXT.events[kind](details[kind] ? details[kind][detail] : "");
}

function lifeOf(side, place) {
  const letters = [...crowd.data[side].status[place]], events = crowd.data[side].events[place];
  const count = (wanted) => events.filter(([, kind]) => kind === wanted).length;
  const out = events.find(([, kind]) => kind === "out");
  return {
    lost: count("loss"), ended: count("end"), found: count("job"), moved: count("move"),
    courses: count("course"), out: out ? TEXT.out_in(eventText("out", out[2]), out[0]) : "",
    without: letters.filter((letter) => letter === "u" || letter === "i").length,
    here: letters.filter((letter) => letter !== "-").length,
  };
}

function lifeSentence(place) {
  const sides = TEXT.sides[about.versus].map(upper);
  const parts = SIDES.map((side, number) => {
    const life = lifeOf(side, place);
    return life.here ? TEXT.life_of(sides[number], life) : TEXT.never_here(sides[number]);
  });
  const mean = meanDifference([place]), all = signed(crowd.difference, 1);
  const side = TEXT.sides[about.versus][0];
  if (mean !== null) parts.push(TEXT.life_difference(signed(mean, 1), side, all));
  return [`${citizenName(place)}.`, ...parts].join(" ");
}
