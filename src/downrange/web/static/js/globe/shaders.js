// Shaders of the globe: the ground, thick lines with times, and dots. Colors come from the page's palette.

export const GROUND = {
  vertex: `#version 300 es
    in vec2 place;
    uniform mat4 camera;
    out vec3 at;
    void main() {
      float lat = place.y, lon = place.x;
      at = vec3(cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat));
      gl_Position = camera * vec4(at, 1.0);
    }`,
  fragment: `#version 300 es
    precision highp float;
    in vec3 at;
    uniform sampler2D whole, near;
    uniform vec4 box;
    uniform vec3 sea, land, coast, area, impact, eye;
    uniform float lines;
    out vec4 color;
    const float D = 57.29577951;
    float grid(float value, float every, float seam) {
      float x = value / every;
      float width = min(fwidth(x), fwidth(seam / every));
      return width > 0.2 ? 0.0 : 1.0 - smoothstep(0.0, 1.4 * width, abs(fract(x - 0.5) - 0.5));
    }
    void main() {
      vec3 n = normalize(at);
      float lat = asin(clamp(n.z, -1.0, 1.0)) * D, lon = atan(n.y, n.x) * D;
      vec2 uv = vec2((lon + 180.0) / 360.0, (90.0 - lat) / 180.0);
      vec4 mask = textureLod(whole, uv, 0.0);
      float middle = 0.5 * (box.x + box.y);
      float turned = middle + mod(lon - middle + 540.0, 360.0) - 180.0;
      vec2 close = vec2((turned - box.x) / (box.y - box.x), (box.w - lat) / (box.w - box.z));
      if (all(greaterThan(close, vec2(0.0))) && all(lessThan(close, vec2(1.0)))) mask = textureLod(near, close, 0.0);
      vec3 base = mix(sea, land, smoothstep(0.35, 0.65, mask.r));
      float stripe = lines > 0.0 ? 0.10 * max(grid(lat, lines, lat), abs(lat) < 89.0 ? grid(lon, lines, mod(lon + 360.0, 360.0)) : 0.0) : 0.0;
      base = mix(base, coast, 3.0 * stripe);
      vec2 hatch = gl_FragCoord.xy;
      float dashes = smoothstep(0.35, 0.5, abs(fract((hatch.x + hatch.y) / 9.0) - 0.5));
      base = mix(base, area, smoothstep(0.3, 0.7, mask.g) * (0.10 + 0.22 * dashes));
      base = mix(base, impact, 0.52 * mask.b);
      float facing = clamp(dot(normalize(eye - n), n), 0.0, 1.0);
      base = mix(base, coast, 0.55 * pow(1.0 - facing, 4.0));
      color = vec4(base, 1.0);
    }`,
};

export const LINES = {
  vertex: `#version 300 es
    in vec2 corner;
    in vec4 a, b;
    uniform mat4 camera;
    uniform vec2 screen;
    uniform float width, now, flat_;
    out float time;
    out float along;
    out float across;
    void main() {
      bool nothing = b.w < a.w || a.w > now;
      vec3 p = flat_ > 0.0 ? normalize(a.xyz) * flat_ : a.xyz;
      vec3 q = flat_ > 0.0 ? normalize(b.xyz) * flat_ : b.xyz;
      float done = b.w > now && b.w > a.w ? (now - a.w) / (b.w - a.w) : 1.0;
      q = mix(p, q, clamp(done, 0.0, 1.0));
      vec4 from = camera * vec4(p, 1.0), to = camera * vec4(q, 1.0);
      vec2 f = from.xy / from.w * screen, t = to.xy / to.w * screen;
      vec2 way = t - f;
      float size = length(way);
      way = size > 1e-5 ? way / size : vec2(1.0, 0.0);
      vec4 here = corner.x < 0.5 ? from : to;
      here.xy += vec2(-way.y, way.x) * corner.y * (0.5 * width + 0.7) / screen * here.w;
      time = mix(a.w, b.w, corner.x);
      along = corner.x * size;
      across = corner.y * (0.5 * width + 0.7);
      gl_Position = nothing || from.w <= 0.0 || to.w <= 0.0 ? vec4(2.0, 2.0, 2.0, 1.0) : here;
    }`,
  fragment: `#version 300 es
    precision highp float;
    in float time, along, across;
    uniform vec4 ink;
    uniform float width, dash;
    out vec4 color;
    void main() {
      float edge = clamp(0.5 * width + 0.5 - abs(across), 0.0, 1.0);
      if (dash > 0.0 && fract(time / dash) > 0.55) discard;
      color = vec4(ink.rgb, ink.a * edge);
    }`,
};

export const DOTS = {
  vertex: `#version 300 es
    in vec3 where;
    uniform mat4 camera;
    uniform float size;
    void main() {
      gl_Position = camera * vec4(where, 1.0);
      gl_PointSize = size;
    }`,
  fragment: `#version 300 es
    precision highp float;
    uniform vec4 ink;
    out vec4 color;
    void main() {
      float r = length(gl_PointCoord - 0.5);
      color = vec4(ink.rgb, ink.a * (1.0 - smoothstep(0.32, 0.5, r)));
    }`,
};

/** A program with its uniforms by name. */
export function compile(gl, { vertex, fragment }) {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    const logs = gl.getAttachedShaders(program).map((shader) => gl.getShaderInfoLog(shader));
    throw new Error(`shader: ${gl.getProgramInfoLog(program)} ${logs.join(" ")}`);
  }
  const uniforms = {};
  for (let i = 0; i < gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS); i++) {
    const { name } = gl.getActiveUniform(program, i);
    uniforms[name] = gl.getUniformLocation(program, name);
  }
  return { program, uniforms, at: (name) => gl.getAttribLocation(program, name) };
}
