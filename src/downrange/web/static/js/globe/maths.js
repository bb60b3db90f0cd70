// Vectors and matrices of the globe. The Earth is a sphere of radius 1; x to 0° E, y to 90° E, z to the north pole.

export const EARTH_KM = 6371;
const RAD = Math.PI / 180;

/** A point at a latitude and longitude [degrees] and height [km]. */
export function point(lat, lon, km = 0) {
  const r = 1 + km / EARTH_KM;
  const c = Math.cos(lat * RAD);
  return [r * c * Math.cos(lon * RAD), r * c * Math.sin(lon * RAD), r * Math.sin(lat * RAD)];
}

export const wrap = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;
export const add = (a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const scale = (a, k) => [a[0] * k, a[1] * k, a[2] * k];
export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
export const unit = (a) => scale(a, 1 / Math.hypot(...a));

/** Up, north and east at a place; at a pole north is along the meridian of the longitude given. */
export function frameAt(lat, lon) {
  const up = point(lat, lon);
  const east = [-Math.sin(lon * RAD), Math.cos(lon * RAD), 0];
  return { up, east, north: cross(up, east) };
}

/** The view matrix (columns) of an eye that looks at a target. */
export function lookAt(eye, target, above) {
  const back = unit(add(eye, scale(target, -1)));
  const right = unit(cross(above, back));
  const up = cross(back, right);
  return [
    right[0], up[0], back[0], 0, right[1], up[1], back[1], 0, right[2], up[2], back[2], 0,
    -dot(right, eye), -dot(up, eye), -dot(back, eye), 1,
  ];
}

/** A perspective matrix (columns); `field` is the vertical field of view [rad]. */
export function perspective(field, aspect, near, far) {
  const f = 1 / Math.tan(field / 2);
  return [f / aspect, 0, 0, 0, 0, f, 0, 0, 0, 0, (far + near) / (near - far), -1, 0, 0, (2 * far * near) / (near - far), 0];
}

export function multiply(a, b) {
  const out = new Array(16);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[4 * k + row] * b[4 * column + k];
      out[4 * column + row] = sum;
    }
  }
  return out;
}

/** A point in clip coordinates. */
export function project(m, p) {
  return [0, 1, 2, 3].map((row) => m[row] * p[0] + m[4 + row] * p[1] + m[8 + row] * p[2] + m[12 + row]);
}
