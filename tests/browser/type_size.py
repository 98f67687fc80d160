"""How large the type on a stage is, wherever it stands: in elements, shadow trees, drawings and canvases."""

# An init script: every canvas keeps what was written on it, with its size in px of the canvas.
SAID = """(() => {
  const kind = CanvasRenderingContext2D.prototype, write = kind.fillText, clear = kind.clearRect;
  kind.fillText = function (text, ...rest) {
    const { c, d } = this.getTransform(), size = parseFloat(/([\\d.]+)px/.exec(this.font)[1]);
    (this.canvas.said ??= []).push([String(text), size * Math.hypot(c, d)]);
    return write.call(this, text, ...rest);
  };
  kind.clearRect = function (x, y, width, height) {
    const { a } = this.getTransform();
    if (2 * width * height * a * a >= this.canvas.width * this.canvas.height) this.canvas.said = [];
    return clear.call(this, x, y, width, height);
  };
  for (const name of ["width", "height"]) {
    const own = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, name);
    const set = function (value) { this.said = []; own.set.call(this, value); };
    Object.defineProperty(HTMLCanvasElement.prototype, name, { ...own, set });
  }
})()"""
# What is in sight of the lab and smaller than so many px, each with its size.
SMALLER = """async (least) => {
  const found = [], pictures = [];
  const add = (size, text) => { if (text.trim() && size < least - .1) found.push([text.trim().slice(0, 30), size]); };
  const seen = ({ width, height, left, right, top, bottom }) =>
    width > 1 && height > 1 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  const walk = (node) => {
    for (const one of node.children) {
      const style = getComputedStyle(one);
      if (style.display === "none" || style.visibility === "hidden" || style.opacity === "0") continue;
      // icons are no type, and an exponent is smaller than its number
      if (one.matches("style, script, .hidden, [data-testid=stIconMaterial], tspan[style*='70%']")) continue;
      const box = one.getBoundingClientRect();
      if (one.tagName === "CANVAS" && seen(box)) {
        for (const [text, size] of one.said ?? []) add(size * box.width / one.width, text);
      }
      if (one.tagName === "IMG" && one.src.includes("svg") && seen(box)) pictures.push([one, box]);
      const own = [...one.childNodes].filter(({ nodeType, data }) => nodeType === 3 && data.trim());
      if (own.length) {
        const range = document.createRange();
        range.selectNodeContents(own[0]);
        const { c, d } = one.getScreenCTM?.() ?? { c: 0, d: 1 };
        const size = parseFloat(style.fontSize) * Math.hypot(c, d);
        if (seen(range.getBoundingClientRect())) add(size, own.map(({ data }) => data).join(""));
      }
      if (one.shadowRoot) walk(one.shadowRoot);
      walk(one);
    }
  };
  walk(document.querySelector(".st-key-step-lab"));
  for (const [picture, { width }] of pictures) {
    const text = await (await fetch(picture.src)).text();
    const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    const scale = width / Number(svg.getAttribute("viewBox").split(/\\s+/)[2]);
    for (const one of svg.querySelectorAll("text")) {
      add(parseFloat(one.closest("[font-size]").getAttribute("font-size")) * scale, one.textContent);
    }
  }
  return found;
}"""
