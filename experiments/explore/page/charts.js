"use strict";
// Charts as SVG. All text is inserted as text, never as markup; every chart has a text alternative.

const NAMESPACE = "http://www.w3.org/2000/svg";
const INK = "#1a1a1a", QUIET = "#555555", RULE = "#dddcd7";
const EDUCATION = {
  low: { name: "Low", colour: "#a35700" },
  mid: { name: "Mid", colour: "#00795c" },
  high: { name: "High", colour: "#27246b" },
};
const CAUSES = {
  job_loss: ["job loss", "#c24e00"], job_move: ["new job", "#f2c879"], redesign: ["redesign", "#00507f"],
  learning: ["learning", "#7cc7ad"], services_prices: ["services, prices", "#a8487e"],
  surroundings: ["surroundings", "#c4c4c4"], ageing: ["ageing", "#2b2b2b"],
};

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
    "font-family": "system-ui, 'DejaVu Sans', sans-serif", "font-size": 12, fill: INK,
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
function lineChart(holder, { lines, months, first, shade, label, height = 250, zero = false, unit = "", margin = 46 }) {
  const width = Math.max(holder.clientWidth, 260), box = { left: 50, right: margin, top: 22, bottom: 36 };
  const svg = canvas(holder, width, height, label);
  const seen = lines.flatMap((line) => [line.values, line.low || [], line.high || []].flatMap((values) => values.slice(first)))
    .filter((value) => value !== null && value !== undefined);
  let low = seen.length ? Math.min(...seen) : 0, high = seen.length ? Math.max(...seen) : 1;
  if (zero) { low = Math.min(low, -0.002); high = Math.max(high, 0.002); }
  const room = (high - low || 0.01) * 0.06;
  low -= room; high += room;
  const x = (month) => box.left + (month - first) / (months - first) * (width - box.left - box.right);
  const y = (value) => box.top + (high - value) / (high - low) * (height - box.top - box.bottom);
  if (shade > first) {
    draw("rect", { x: x(first), y: box.top, width: x(shade) - x(first), height: height - box.top - box.bottom, fill: "#efeee9" }, svg);
    draw("text", { x: (x(first) + x(shade)) / 2, y: height - box.bottom - 6, "text-anchor": "middle", fill: QUIET, "font-size": 11 }, svg, "before");
  }
  const scale = ticks(low, high, height < 200 ? 3 : 5);
  for (const at of scale.found) {
    draw("line", { x1: box.left, x2: width - box.right, y1: y(at), y2: y(at), stroke: zero && at === 0 ? "#777777" : RULE, "stroke-width": 1 }, svg);
    draw("text", { x: box.left - 6, y: y(at) + 4, "text-anchor": "end" }, svg, zero ? signed(at, scale.digits) : at.toFixed(scale.digits));
  }
  for (let year = Math.ceil(first / 12); year * 12 <= months; year += width < 420 ? 2 : 1) {
    draw("text", { x: x(year * 12), y: height - box.bottom + 16, "text-anchor": "middle" }, svg, String(year));
  }
  draw("text", { x: (box.left + width - box.right) / 2, y: height - 4, "text-anchor": "middle", fill: QUIET }, svg, "year");
  if (unit) draw("text", { x: 2, y: 10, fill: QUIET, "font-size": 11 }, svg, unit);
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
}

// Blue for more, brown for less; white in between. With a readable text colour.
function shadeOf(value, size) {
  if (value === null || value === undefined) return { fill: "#efeee9", ink: INK };
  const part = Math.max(-1, Math.min(1, value / (size || 1)));
  const end = part > 0 ? [33, 90, 160] : [160, 78, 8];
  const mix = end.map((channel) => Math.round(255 + (channel - 255) * Math.abs(part)));
  const light = mix.map((channel) => channel / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
  // on either side of this luminance black or white has a contrast of at least 4.5
  return { fill: `rgb(${mix.join(",")})`, ink: luminance > 0.179 ? "#000000" : "#ffffff" };
}

function tiles(holder, { values, people, middle, label, format }) {
  const width = Math.max(holder.clientWidth, 260), number = values.length;
  const columns = Math.min(number, Math.ceil(Math.sqrt(number * (width < 420 ? 1.0 : 1.8))));
  const side = width / columns, rows = Math.ceil(number / columns);
  const svg = canvas(holder, width, rows * side + 44, label);
  const known = values.filter((value) => value !== null);
  const sorted = known.map((value) => Math.abs(value - middle)).sort((a, b) => a - b);
  const size = sorted.length ? sorted[Math.floor((sorted.length - 1) * 0.95)] || 1e-6 : 1;
  values.forEach((value, place) => {
    const colour = shadeOf(value === null ? null : value - middle, size);
    const tile = draw("rect", {
      x: (place % columns) * side + 1, y: Math.floor(place / columns) * side + 1, width: side - 2, height: side - 2, rx: 2,
      fill: colour.fill, stroke: "#bdbcb6", "stroke-width": 0.6,
    }, svg);
    draw("title", {}, tile, `District ${place + 1}: ${value === null ? "nobody lives there" : format(value)}, ${people[place]} citizens`);
  });
  const top = rows * side + 10, part = Math.min(width, 300) / 9;
  for (let step = -4; step <= 4; step += 1) {
    draw("rect", { x: (step + 4) * part, y: top, width: part, height: 12, fill: shadeOf(step, 4).fill, stroke: "#bdbcb6", "stroke-width": 0.4 }, svg);
  }
  draw("text", { x: 0, y: top + 27 }, svg, format(middle - size));
  draw("text", { x: part * 4.5, y: top + 27, "text-anchor": "middle" }, svg, format(middle));
  draw("text", { x: part * 9, y: top + 27, "text-anchor": "end" }, svg, format(middle + size));
}

// groups: [title, causes by education], one set of bars each
function causeBars(holder, groups, label) {
  const width = Math.max(holder.clientWidth, 260), left = 44, names = Object.keys(CAUSES);
  const perRow = width < 420 ? 2 : 4, legend = Math.ceil(names.length / perRow) * 18 + 8;
  const row = 40, set = 3 * row + 26;
  const svg = canvas(holder, width, legend + groups.length * set, label);
  names.forEach((cause, place) => {
    const x = (place % perRow) * (width / perRow), y = Math.floor(place / perRow) * 18;
    draw("rect", { x, y: y + 1, width: 12, height: 12, fill: CAUSES[cause][1], stroke: "#777777", "stroke-width": 0.5 }, svg);
    draw("text", { x: x + 17, y: y + 11 }, svg, CAUSES[cause][0]);
  });
  groups.forEach(([title, causes], place) => {
    const start = legend + place * set;
    draw("text", { x: 0, y: start + 14, fill: QUIET }, svg, title);
    Object.entries(EDUCATION).forEach(([education, { name }], line) => {
      const top = start + 22 + line * row;
      draw("text", { x: 0, y: top + 20, "font-weight": 600 }, svg, name);
      ["mine", "without"].forEach((world, second) => {
        let x = left;
        for (const cause of names) {
          const share = Math.max(0, causes[education][cause][world] || 0), long = share * (width - left);
          const bar = draw("rect", { x, y: top + second * 16, width: Math.max(0, long), height: 14, fill: CAUSES[cause][1], stroke: "#ffffff", "stroke-width": 0.8, opacity: second ? 0.72 : 1 }, svg);
          draw("title", {}, bar, `${title}, ${name}, ${second ? "without" : "with your policy"}: ${CAUSES[cause][0]} ${(100 * share).toFixed(1)} %`);
          x += long;
        }
      });
    });
  });
}

function shareBar(holder, amounts) {
  const svg = draw("svg", { viewBox: "0 0 300 22", preserveAspectRatio: "none" });
  const colours = ["#2f6fb0", "#a0407a", "#17493d"], total = amounts.reduce((sum, value) => sum + value, 0);
  let x = 0;
  amounts.forEach((value, place) => {
    const long = total > 0 ? value / total * 300 : 0;
    draw("rect", { x, y: 4, width: long, height: 14, fill: colours[place] }, svg);
    x += long;
  });
  if (!total) draw("rect", { x: 0, y: 4, width: 300, height: 14, fill: "#dcdbd5" }, svg);
  holder.replaceChildren(svg);
}
