// Labels over the globe: names with a halo, the important first, none over another, none behind the Earth.

import { dot, point, project, unit } from "./maths.js";

/** Draw labels {text, lat, lon, sort} onto a canvas for a view of the scene. */
export function drawLabels(canvas, labels, view, colors) {
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  const [w, h] = [Math.round(view.width * ratio), Math.round(view.height * ratio)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  context.lineJoin = "round";
  const taken = [];
  for (const label of labels) {
    if (label.farthest && view.camera.distance > label.farthest) continue;
    const at = point(label.lat, label.lon);
    if (dot(unit([view.eye[0] - at[0], view.eye[1] - at[1], view.eye[2] - at[2]]), at) < 0.06) continue;
    const [x, y, , depth] = project(view.whole, at);
    if (depth <= 0) continue;
    place(context, label, [((x / depth + 1) / 2) * view.width, ((1 - y / depth) / 2) * view.height], taken, colors, view);
  }
}

function place(context, label, [x, y], taken, colors, view) {
  if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) return;
  const style = STYLES[label.sort];
  context.font = style.font;
  const width = context.measureText(label.text).width;
  const spots = style.mark ? [[9, 4], [-9 - width, 4], [-width / 2, -10], [-width / 2, 18]] : [[-width / 2, 4]];
  const whole = ([dx]) => x + dx > 2 && x + dx + width < view.width - 2;
  const clear = spots.filter(([dx, dy]) => free([x + dx - 3, y + dy - 12, width + 6, 17], taken));
  const spot = clear.find(whole) || (label.sort === "site" ? clear[0] : null);
  if (style.mark) mark(context, style.mark, x, y, colors);
  if (!spot) return;
  taken.push([x + spot[0] - 3, y + spot[1] - 12, width + 6, 17]);
  context.strokeStyle = colors[style.halo];
  context.lineWidth = 3.5;
  context.globalAlpha = style.halo === "paper" ? 0.9 : 0.7;
  context.strokeText(label.text, x + spot[0], y + spot[1]);
  context.globalAlpha = 1;
  context.fillStyle = colors[style.color];
  context.fillText(label.text, x + spot[0], y + spot[1]);
}

const SANS = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif';
const SERIF = 'Charter,Georgia,"Noto Serif","Liberation Serif",serif';
const STYLES = {
  site: { font: `600 13px ${SANS}`, color: "ink", halo: "paper", mark: "pad" },
  impact: { font: `600 12px ${SANS}`, color: "impact", halo: "paper", mark: "cross" },
  area: { font: `600 11px ${SANS}`, color: "area", halo: "paper" },
  said: { font: `600 12px ${SANS}`, color: "said", halo: "paper", mark: "ring" },
  sea: { font: `italic 13px ${SERIF}`, color: "sea-name", halo: "sea" },
  land: { font: `12px ${SANS}`, color: "soft", halo: "land" },
};

function mark(context, kind, x, y, colors) {
  context.lineWidth = 2;
  context.beginPath();
  if (kind === "pad") {
    context.fillStyle = colors.ink;
    context.strokeStyle = colors.paper;
    context.moveTo(x, y - 6);
    context.lineTo(x + 5.5, y + 4);
    context.lineTo(x - 5.5, y + 4);
    context.closePath();
    context.stroke();
    context.fill();
    return;
  }
  context.strokeStyle = colors[kind === "cross" ? "impact" : "said"];
  if (kind === "ring") context.arc(x, y, 4.5, 0, 7);
  else {
    context.moveTo(x - 4, y - 4);
    context.lineTo(x + 4, y + 4);
    context.moveTo(x + 4, y - 4);
    context.lineTo(x - 4, y + 4);
  }
  context.stroke();
}

function free([x, y, w, h], taken) {
  return taken.every(([a, b, c, d]) => x + w < a || a + c < x || y + h < b || b + d < y);
}
