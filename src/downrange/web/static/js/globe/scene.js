// The scene: ground, coasts, outlines, flights, falling stages and dots, drawn when something changed.

import { DOTS, GROUND, LINES, compile } from "./shaders.js";
import { makeCamera } from "./camera.js";
import { makePainter, nearBox } from "./ground.js";
import { point } from "./maths.js";

const STEPS = [90, 180];
const SLOW = 45;
const MOST_THIN = 16;

/** A scene in a canvas; `refined` is called with the box that is painted finely. Null where the browser draws no WebGL 2. */
export function makeScene(canvas, colors, drawn, refined = () => {}) {
  const gl = canvas.getContext("webgl2", { antialias: false, alpha: true, premultipliedAlpha: false });
  if (!gl) return null;
  const programs = { ground: compile(gl, GROUND), lines: compile(gl, LINES), dots: compile(gl, DOTS) };
  const painter = makePainter();
  const sphere = makeSphere(gl, programs.ground);
  const textures = { whole: texture(gl), near: texture(gl) };
  const layers = new Map();
  const dots = new Map();
  const scene = { now: Infinity, layers, dots, painter, frames: 0, thin: 1 };
  const pace = { last: 0, mean: 16, resting: 0 };
  let box = null;
  let waiting = 0;
  let settling = 0;
  const camera = makeCamera(canvas, () => {
    redraw();
    clearTimeout(settling);
    settling = setTimeout(refine, 140);
  });

  function upload(which, image) {
    gl.bindTexture(gl.TEXTURE_2D, textures[which]);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, image);
  }

  /** Paint the ground anew, after its layers changed. */
  function repaint() {
    upload("whole", painter.whole());
    box = null;
    refine();
    redraw();
  }

  /** Paint what is near finely, once the camera rests. */
  function refine() {
    const wanted = nearBox(camera.state.lat, camera.state.lon, camera.state.distance);
    const same = wanted && box && Math.abs(wanted.west - box.west) + Math.abs(wanted.north - box.north) < 0.25 * (box.north - box.south)
      && Math.abs((wanted.north - wanted.south) / (box.north - box.south) - 1) < 0.3;
    if (same || (!wanted && !box)) return;
    box = wanted;
    if (box) upload("near", painter.near(box));
    refined(box);
    redraw();
  }

  function redraw() {
    if (!waiting) waiting = requestAnimationFrame(() => { waiting = 0; keepPace(); draw(); });
  }

  /** While things move, draw fewer of the flights where frames come slowly; all of them at rest. */
  function keepPace() {
    const time = performance.now();
    const spent = time - pace.last;
    pace.last = time;
    if (spent < 400) pace.mean += 0.25 * (spent - pace.mean);
    if (pace.mean > SLOW) scene.thin = Math.min(MOST_THIN, 2 * scene.thin);
    else if (pace.mean < 0.4 * SLOW) scene.thin = Math.max(1, scene.thin / 2);
    if (pace.mean > SLOW) pace.mean = 0.6 * SLOW;
    clearTimeout(pace.resting);
    if (scene.thin > 1) pace.resting = setTimeout(() => { const kept = scene.thin; scene.thin = 1; draw(); scene.thin = kept; }, 350);
  }

  /** Set a layer of thick lines: points [x, y, z, time] one after another; a time that falls begins a new line. */
  function setLines(name, points, look) {
    const old = layers.get(name);
    if (old) gl.deleteBuffer(old.buffer);
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
    gl.bufferData(gl.ARRAY_BUFFER, points, gl.STATIC_DRAW);
    layers.set(name, { buffer, count: points.length / 4 - 1, array: linesArray(gl, programs.lines, buffer), ...look });
    redraw();
  }

  function setDots(name, places, look) {
    const old = dots.get(name) ?? { buffer: gl.createBuffer() };
    gl.bindBuffer(gl.ARRAY_BUFFER, old.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, places, gl.DYNAMIC_DRAW);
    dots.set(name, { buffer: old.buffer, count: places.length / 3, ...look });
    redraw();
  }

  function draw() {
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const [w, h] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (!w || !h) return;
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    const { eye, whole } = camera.matrix();
    gl.viewport(0, 0, w, h);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.DEPTH_TEST);
    gl.disable(gl.BLEND);
    drawGround(eye, whole);
    gl.enable(gl.BLEND);
    gl.blendFuncSeparate(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA, gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.depthMask(false);
    drawLines(whole, w, h, ratio);
    drawDots(whole, ratio);
    gl.depthMask(true);
    scene.frames += 1;
    drawn({ eye, whole, width: canvas.clientWidth, height: canvas.clientHeight, camera: camera.state });
  }

  function drawGround(eye, whole) {
    const { program, uniforms } = programs.ground;
    gl.useProgram(program);
    gl.uniformMatrix4fv(uniforms.camera, false, whole);
    gl.uniform3fv(uniforms.eye, eye);
    for (const name of ["sea", "land", "coast", "area", "impact"]) gl.uniform3fv(uniforms[name], colors()[name]);
    gl.uniform4f(uniforms.box, ...(box ? [box.west, box.east, box.south, box.north] : [0, -1, 0, -1]));
    gl.uniform1f(uniforms.lines, camera.state.distance > 0.8 ? 15 : camera.state.distance > 0.25 ? 5 : 1);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, textures.whole);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, textures.near);
    gl.uniform1i(uniforms.whole, 0);
    gl.uniform1i(uniforms.near, 1);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindVertexArray(sphere.array);
    gl.drawElements(gl.TRIANGLES, sphere.count, gl.UNSIGNED_INT, 0);
  }

  function drawLines(whole, w, h, ratio) {
    const { program, uniforms } = programs.lines;
    gl.useProgram(program);
    gl.uniformMatrix4fv(uniforms.camera, false, whole);
    gl.uniform2f(uniforms.screen, w / 2, h / 2);
    for (const layer of layers.values()) {
      if (layer.count < 1 || layer.hidden?.(camera.state)) continue;
      gl.uniform4f(uniforms.ink, ...colors()[layer.color], layer.alpha);
      gl.uniform1f(uniforms.width, layer.width * ratio);
      gl.uniform1f(uniforms.now, layer.timed ? scene.now : 1e9);
      gl.uniform1f(uniforms.flat_, layer.flat ?? 0);
      gl.uniform1f(uniforms.dash, layer.dash ?? 0);
      gl.bindVertexArray(layer.array);
      gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, layer.many ? Math.ceil(layer.count / scene.thin) : layer.count);
    }
  }

  function drawDots(whole, ratio) {
    const { program, uniforms, at } = programs.dots;
    gl.useProgram(program);
    gl.bindVertexArray(null);
    gl.uniformMatrix4fv(uniforms.camera, false, whole);
    for (const layer of dots.values()) {
      if (!layer.count) continue;
      gl.bindBuffer(gl.ARRAY_BUFFER, layer.buffer);
      gl.enableVertexAttribArray(at("where"));
      gl.vertexAttribPointer(at("where"), 3, gl.FLOAT, false, 0, 0);
      gl.uniform4f(uniforms.ink, ...colors()[layer.color], layer.alpha);
      gl.uniform1f(uniforms.size, layer.size * ratio);
      gl.drawArrays(gl.POINTS, 0, layer.count);
    }
  }

  const watch = new ResizeObserver(redraw);
  watch.observe(canvas);
  upload("near", new ImageData(1, 1));
  return Object.assign(scene, {
    camera, setLines, setDots, repaint, redraw, draw,
    close: () => {
      watch.disconnect();
      clearTimeout(settling);
      clearTimeout(pace.resting);
      cancelAnimationFrame(waiting);
      gl.getExtension("WEBGL_lose_context")?.loseContext();
    },
  });
}

function texture(gl) {
  const made = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, made);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.LINEAR);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  return made;
}

function makeSphere(gl, { at }) {
  const [rows, columns] = STEPS;
  const places = [];
  const faces = [];
  for (let i = 0; i <= rows; i++) {
    for (let j = 0; j <= columns; j++) places.push(-Math.PI + (2 * Math.PI * j) / columns, Math.PI / 2 - (Math.PI * i) / rows);
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const k = i * (columns + 1) + j;
      faces.push(k, k + columns + 1, k + 1, k + 1, k + columns + 1, k + columns + 2);
    }
  }
  const array = gl.createVertexArray();
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(places), gl.STATIC_DRAW);
  gl.enableVertexAttribArray(at("place"));
  gl.vertexAttribPointer(at("place"), 2, gl.FLOAT, false, 0, 0);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, new Uint32Array(faces), gl.STATIC_DRAW);
  gl.bindVertexArray(null);
  return { array, count: faces.length };
}

/** One instance a segment: its two ends are neighbors in one buffer. */
function linesArray(gl, { at }, buffer) {
  const array = gl.createVertexArray();
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, -1, 0, 1, 1, -1, 1, 1]), gl.STATIC_DRAW);
  gl.enableVertexAttribArray(at("corner"));
  gl.vertexAttribPointer(at("corner"), 2, gl.FLOAT, false, 0, 0);
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  for (const [name, offset] of [["a", 0], ["b", 16]]) {
    gl.enableVertexAttribArray(at(name));
    gl.vertexAttribPointer(at(name), 4, gl.FLOAT, false, 16, offset);
    gl.vertexAttribDivisor(at(name), 1);
  }
  gl.bindVertexArray(null);
  return array;
}

/** Points for `setLines` of rings of [lat, lon] at a height [km]; edges along the date line or at a pole are left out. */
export function ringPoints(rings, km, closed = true) {
  const out = [];
  const seam = ([latA, lonA], [latB, lonB]) =>
    (Math.abs(lonA) > 179.95 && Math.abs(lonB) > 179.95) || (Math.abs(latA) > 89.9 && Math.abs(latB) > 89.9);
  for (const ring of rings) {
    const whole = closed ? [...ring, ring[0]] : ring;
    let at = 0;
    for (let i = 1; i < whole.length; i++) {
      const [a, b] = [whole[i - 1], whole[i]];
      if (seam(a, b)) {
        at = 0;
        continue;
      }
      const parts = Math.max(1, Math.ceil(Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1])) / 1.5));
      for (let k = at ? 1 : 0; k <= parts; k++) {
        const share = k / parts;
        out.push(...point(a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), km), at++);
      }
    }
  }
  return new Float32Array(out);
}
