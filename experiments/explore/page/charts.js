"use strict";
// Charts as SVG. All text is inserted as text, never as markup; every chart has a text alternative.

const NAMESPACE = "http://www.w3.org/2000/svg";
const LIGHT = {
  ink: "#1a1a1a", quiet: "#555555", rule: "#dddcd7", zero: "#777777", paper: "#ffffff", shade: "#efeee9", edge: "#777777",
  low: "#a35700", mid: "#00795c", high: "#27246b", mine: "#27246b", other: "#555555", better: "#00694f", worse: "#a1330f",
  causes: ["#c24e00", "#f2c879", "#00507f", "#7cc7ad", "#a8487e", "#c4c4c4", "#2b2b2b"], shares: ["#2f6fb0", "#a0407a", "#17493d"],
};
const DARK = {
  ink: "#eceae4", quiet: "#b3b0a8", rule: "#3b3a37", zero: "#8b8982", paper: "#1d1c1a", shade: "#2a2926", edge: "#8b8982",
  low: "#f0a04b", mid: "#4fc7a3", high: "#a9a5ff", mine: "#a9a5ff", other: "#b3b0a8", better: "#5ccfab", worse: "#f39a78",
  causes: ["#e8793a", "#f2c879", "#4a9bd1", "#7cc7ad", "#d47fb0", "#8f8f8f", "#e6e6e6"], shares: ["#5b9bdc", "#cf74aa", "#5fae98"],
};
const dark = window.matchMedia("(prefers-color-scheme: dark)");
let palette = dark.matches ? DARK : LIGHT;
const EDUCATIONS = ["low", "mid", "high"];
const CAUSES = { job_loss: "job loss", job_move: "new job", redesign: "redesign", learning: "learning", services_prices: "services, prices", surroundings: "surroundings", ageing: "ageing" };

function draw(name, attributes, parent, text) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, String(value));
  if (text !== undefined) element.textContent = text;
  if (parent) parent.appendChild(element);
  return element;
}

function canvas(holder, width, height, label) {
  const svg = draw("svg", {
    viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label,
    "font-family": "system-ui, 'DejaVu Sans', sans-serif", "font-size": 12, fill: palette.ink,
  });
  holder.replaceChildren(svg);
  return svg;
}

function signed(value, digits) {
  if (value === null || value === undefined) return "–";
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? text : (value > 0 ? "+" : "−") + text;
}

function ticks(low, high, wanted) {
  const raw = (high - low) / wanted, power = 10 ** Math.floor(Math.log10(raw));
  const step = power * [1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw - 1e-12);
  const found = [];
  for (let at = Math.ceil(low / step - 1e-9) * step; at <= high + step * 1e-9; at += step) found.push(Math.abs(at) < step * 1e-6 ? 0 : at);
  return { found, digits: Math.max(0, Math.ceil(-Math.log10(step) - 1e-9) + (String(step / power).startsWith("2.5") ? 1 : 0)) };
}

// lines: [{values, colour, dash, name, low, high}], values by month from 1, null where undefined
function lineChart(holder, { lines, months, first, shade, label, height = 250, zero = false, unit = "", margin = 46, width = Math.max(holder.clientWidth, 260) }) {
  const box = { left: 50, right: margin, top: 22, bottom: 36 };
  const svg = canvas(holder, width, height, label);
  const seen = lines.flatMap((line) => [line.values, line.low || [], line.high || []].flatMap((values) => values.slice(first)))
    .filter((value) => value !== null && value !== undefined);
  let low = seen.length ? Math.min(...seen) : 0, high = seen.length ? Math.max(...seen) : 1;
  if (zero) { low = Math.min(low, -0.2); high = Math.max(high, 0.2); }
  const room = (high - low || 0.01) * 0.06;
  low -= room; high += room;
  const x = (month) => box.left + (month - first) / (months - first) * (width - box.left - box.right);
  const y = (value) => box.top + (high - value) / (high - low) * (height - box.top - box.bottom);
  if (shade > first) {
    draw("rect", { x: x(first), y: box.top, width: x(shade) - x(first), height: height - box.top - box.bottom, fill: palette.shade }, svg);
    draw("text", { x: x(first) + 4, y: box.top + 12, fill: palette.quiet, "font-size": 11 }, svg, TEXT.before);
  }
  const scale = ticks(low, high, height < 200 ? 3 : 5);
  for (const at of scale.found) {
    draw("line", { x1: box.left, x2: width - box.right, y1: y(at), y2: y(at), stroke: zero && at === 0 ? palette.zero : palette.rule, "stroke-width": 1 }, svg);
    draw("text", { x: box.left - 6, y: y(at) + 4, "text-anchor": "end" }, svg, zero ? signed(at, scale.digits) : at.toFixed(scale.digits));
  }
  for (let year = Math.ceil(first / 12); year * 12 <= months; year += width < 420 ? 2 : 1) {
    draw("text", { x: x(year * 12), y: height - box.bottom + 16, "text-anchor": "middle" }, svg, String(year));
  }
  draw("text", { x: (box.left + width - box.right) / 2, y: height - 4, "text-anchor": "middle", fill: palette.quiet }, svg, TEXT.year);
  if (unit) draw("text", { x: 2, y: 10, fill: palette.quiet, "font-size": 11 }, svg, unit);
  const path = (values) => {
    let text = "", pen = false;
    values.forEach((value, place) => {
      if (value === null || value === undefined || place + 1 < first) { pen = false; return; }
      text += `${pen ? "L" : "M"}${x(place + 1).toFixed(1)} ${y(value).toFixed(1)}`;
      pen = true;
    });
    return text;
  };
  for (const line of lines) {
    if (!line.low) continue;
    const there = line.low.map((value, place) => [place, value, line.high[place]]).filter(([place, a, b]) => place + 1 >= first && a !== null && b !== null);
    if (there.length < 2) continue;
    const up = there.map(([place, , b]) => `${x(place + 1).toFixed(1)},${y(b).toFixed(1)}`);
    const down = there.reverse().map(([place, a]) => `${x(place + 1).toFixed(1)},${y(a).toFixed(1)}`);
    draw("polygon", { points: up.concat(down).join(" "), fill: line.colour, opacity: 0.16 }, svg);
  }
  const ends = [];
  for (const line of lines) {
    draw("path", { d: path(line.values), fill: "none", stroke: line.colour, "stroke-width": line.dash ? 1.4 : 2.2, "stroke-dasharray": line.dash || "none", "stroke-linejoin": "round" }, svg);
    const place = line.values.findLastIndex((value) => value !== null && value !== undefined);
    if (line.name && place >= first) ends.push({ text: line.name, colour: line.colour, at: y(line.values[place]), x: x(place + 1) });
  }
  ends.sort((a, b) => a.at - b.at);
  ends.forEach((end, place) => { if (place) end.at = Math.max(end.at, ends[place - 1].at + 14); });
  const over = ends.length ? ends[ends.length - 1].at - (height - box.bottom - 2) : 0;
  for (const end of ends) draw("text", { x: end.x + 5, y: end.at - Math.max(0, over) + 4, fill: end.colour, "font-weight": 600 }, svg, end.text);
  return { svg, x, top: box.top, bottom: height - box.bottom };
}

// A dot with its interval on a scale shared by the rows of a table; pale if the interval contains 0.
function forest(row, reach, colour) {
  const width = 120, height = 22, x = (value) => width / 2 + Math.max(-1, Math.min(1, value / reach)) * (width / 2 - 6);
  const svg = draw("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" });
  draw("line", { x1: width / 2, x2: width / 2, y1: 0, y2: height, stroke: palette.zero, "stroke-width": 1 }, svg);
  if (row.effect === null) return svg;
  const opacity = isSure(row) ? 1 : 0.7;
  if (row.low !== null) draw("line", { x1: x(row.low), x2: x(row.high), y1: height / 2, y2: height / 2, stroke: colour, "stroke-width": 2.5, opacity }, svg);
  draw("circle", { cx: x(row.effect), cy: height / 2, r: 4, fill: isSure(row) ? colour : palette.paper, stroke: colour, "stroke-width": 1.8 }, svg);
  return svg;
}

const isSure = ({ low, high }) => low !== null && low !== undefined && (low > 0 || high < 0);

// groups: [title, causes by education], one set of bars each
function causeBars(holder, groups, label, width = Math.max(holder.clientWidth, 260)) {
  const left = 44, names = Object.keys(CAUSES), perRow = width < 360 ? 2 : width < 520 ? 3 : 4;
  const legend = Math.ceil(names.length / perRow) * 20 + 8, row = 42, set = 3 * row + 8;
  const svg = canvas(holder, width, legend + groups.length * set, label);
  names.forEach((cause, place) => {
    const x = (place % perRow) * (width / perRow), y = Math.floor(place / perRow) * 20;
    draw("rect", { x, y: y + 1, width: 12, height: 12, fill: palette.causes[place], stroke: palette.edge, "stroke-width": 0.5 }, svg);
    draw("text", { x: x + 17, y: y + 11 }, svg, CAUSES[cause]);
  });
  groups.forEach(([title, causes], place) => {
    const start = legend + place * set;
    EDUCATIONS.forEach((education, line) => {
      const top = start + line * row;
      draw("text", { x: 0, y: top + 20, "font-weight": 600 }, svg, TEXT.lower_education[education]);
      ["mine", "other"].forEach((world, second) => {
        let x = left;
        names.forEach((cause, index) => {
          const share = Math.max(0, causes[education][cause][world] || 0), long = share * (width - left);
          const bar = draw("rect", { x, y: top + second * 16, width: Math.max(0, long), height: 14, fill: palette.causes[index], stroke: palette.paper, "stroke-width": 0.8, opacity: second ? 0.65 : 1 }, svg);
          draw("title", {}, bar, `${title}, ${TEXT.lower_education[education]}: ${CAUSES[cause]} ${(100 * share).toFixed(1)} %`);
          x += long;
        });
      });
    });
  });
}

// Policies by their change of the gap and of volatility, with both intervals; points: {name, x, y}
function plane(holder, points, label, width = Math.min(Math.max(holder.clientWidth, 260), 460)) {
  const height = 260, box = { left: 46, right: 16, top: 16, bottom: 40 }, svg = canvas(holder, width, height, label);
  const ends = (key) => points.flatMap((point) => [point[key].effect, point[key].low, point[key].high]).filter((value) => value !== null);
  const scale = (key, from, to) => {
    const known = [...ends(key), 0], room = (Math.max(...known) - Math.min(...known) || 1) * 0.08, low = Math.min(...known) - room, high = Math.max(...known) + room;
    return { low, high, at: (value) => from + (value - low) / (high - low) * (to - from) };
  };
  const x = scale("x", box.left, width - box.right), y = scale("y", height - box.bottom, box.top);
  for (const [axis, vertical] of [[x, true], [y, false]]) {
    const marks = ticks(axis.low, axis.high, 5);
    for (const mark of marks.found) {
      const stroke = mark === 0 ? palette.zero : palette.rule, at = axis.at(mark);
      draw("line", vertical ? { x1: at, x2: at, y1: box.top, y2: height - box.bottom, stroke } : { x1: box.left, x2: width - box.right, y1: at, y2: at, stroke }, svg);
      draw("text", vertical ? { x: at, y: height - box.bottom + 15, "text-anchor": "middle" } : { x: box.left - 5, y: at + 4, "text-anchor": "end" }, svg, signed(mark, marks.digits));
    }
  }
  draw("text", { x: (box.left + width - box.right) / 2, y: height - 6, "text-anchor": "middle", fill: palette.quiet }, svg, TEXT.axis_gap);
  draw("text", { x: 2, y: 10, fill: palette.quiet }, svg, TEXT.axis_volatility);
  points.forEach(({ name, x: across, y: up }) => {
    const cx = x.at(across.effect), cy = y.at(up.effect), thin = { stroke: palette.mine, "stroke-width": 1.4, opacity: 0.6 };
    if (across.low !== null) draw("line", { x1: x.at(across.low), x2: x.at(across.high), y1: cy, y2: cy, ...thin }, svg);
    if (up.low !== null) draw("line", { x1: cx, x2: cx, y1: y.at(up.low), y2: y.at(up.high), ...thin }, svg);
    draw("circle", { cx, cy, r: 9, fill: palette.mine }, svg);
    draw("text", { x: cx, y: cy + 4, "text-anchor": "middle", fill: palette.paper, "font-weight": 700 }, svg, name);
  });
}

function shareBar(holder, amounts) {
  const svg = draw("svg", { viewBox: "0 0 300 22", preserveAspectRatio: "none" });
  const total = amounts.reduce((sum, value) => sum + value, 0);
  let x = 0;
  amounts.forEach((value, place) => {
    const long = total > 0 ? value / total * 300 : 0;
    draw("rect", { x, y: 4, width: long, height: 14, fill: palette.shares[place] }, svg);
    x += long;
  });
  if (!total) draw("rect", { x: 0, y: 4, width: 300, height: 14, fill: palette.rule }, svg);
  holder.replaceChildren(svg);
}
