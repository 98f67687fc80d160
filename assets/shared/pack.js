// One message from Python: [uint32 header length][header JSON][arrays], little endian (cnnviz/ui/frame/browser.py writes it).
const KINDS = { float32: Float32Array, uint8: Uint8Array };

export function unpack(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  const arrays = {};
  for (const { name, dtype, shape, offset } of header.arrays) {
    const Kind = KINDS[dtype];
    const count = shape.reduce((a, b) => a * b, 1);
    const start = 4 + length + offset;
    // slice copies, which gives the typed array the alignment it needs
    arrays[name] = new Kind(bytes.slice(start, start + count * Kind.BYTES_PER_ELEMENT).buffer);
  }
  return { header, arrays };
}
