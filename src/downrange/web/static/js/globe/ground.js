// The ground: land, warned areas and fall contours painted as masks, one for the whole Earth and one for what is near.

const WHOLE = [4096, 2048];
const NEAR = 2048;

/** Rings of [lat, lon] from the text of an outline file. */
export function parseRings(text) {
  return text.split("\n").filter((line) => line && !line.startsWith("#")).map((line) =>
    line.split(" ").map((pair) => pair.split(",").map((each) => Number(each) / 100)));
}

/** Rings of [lat, lon] of a GeoJSON polygon or multipolygon, holes too. */
export function ringsOf(geometry) {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  return polygons.map((polygon) => polygon.map((ring) => ring.map(([lon, lat]) => [lat, lon])));
}

/** What is painted: red is land, green warned areas, blue falls (half for 90 %, full for 50 %). */
export function makePainter() {
  const layers = { land: [], areas: [], p90: [], p50: [] };

  function paint(canvas, box) {
    const context = canvas.getContext("2d", { willReadFrequently: false });
    const [w, h] = [canvas.width, canvas.height];
    context.globalCompositeOperation = "source-over";
    context.fillStyle = "#000";
    context.fillRect(0, 0, w, h);
    context.globalCompositeOperation = "lighter";
    const kx = w / (box.east - box.west);
    const ky = h / (box.north - box.south);
    const shifts = [-360, 0, 360].filter((shift) => box.east > -180 + shift && box.west < 180 + shift);
    const draw = (polygons, color) => {
      context.fillStyle = color;
      context.beginPath();
      for (const polygon of polygons) {
        for (const ring of polygon) {
          for (const shift of shifts) {
            ring.forEach(([lat, lon], at) => {
              const [x, y] = [(lon + shift - box.west) * kx, (box.north - lat) * ky];
              if (at) context.lineTo(x, y);
              else context.moveTo(x, y);
            });
            context.closePath();
          }
        }
      }
      context.fill("evenodd");
    };
    draw(layers.land, "#f00");
    for (const area of layers.areas) draw([area], "#0f0");
    for (const area of layers.p90) draw([area], "#00007f");
    for (const area of layers.p50) draw([area], "#00007f");
  }

  const whole = Object.assign(document.createElement("canvas"), { width: WHOLE[0], height: WHOLE[1] });
  const near = Object.assign(document.createElement("canvas"), { width: NEAR, height: NEAR });
  return {
    layers,
    whole: () => {
      paint(whole, { west: -180, east: 180, south: -90, north: 90 });
      return whole;
    },
    near: (box) => {
      paint(near, box);
      return near;
    },
  };
}

/** The box [degrees] that is painted finely around a place seen from a distance [Earth radii]; null where none helps. */
export function nearBox(lat, lon, distance) {
  const half = Math.min(30, Math.max(3, distance * 40));
  if (distance > 1.2 || Math.abs(lat) + half > 84) return null;
  const across = Math.min(170, half / Math.cos((lat * Math.PI) / 180));
  return { west: lon - across, east: lon + across, south: lat - half, north: lat + half };
}
