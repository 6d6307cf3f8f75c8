// Enlarges the PNG pictures of a folder by 4 with the open model @upscalerjs/esrgan-medium (MIT),
// for comparison: node upscalerjs.mjs IN_DIR OUT_DIR, in a folder where this was done before:
//   npm install --ignore-scripts @tensorflow/tfjs @tensorflow/tfjs-backend-wasm
//     @upscalerjs/esrgan-medium pngjs --legacy-peer-deps
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const require = createRequire(path.join(process.cwd(), "package.json"));
const tf = require("@tensorflow/tfjs");
require("@tensorflow/tfjs-backend-wasm");
const { PNG } = require("pngjs");

const folder = path.join(process.cwd(), "node_modules/@upscalerjs/esrgan-medium/models/x4");
const [input, output] = process.argv.slice(2);
await tf.setBackend("wasm");
const description = JSON.parse(fs.readFileSync(path.join(folder, "model.json")));
const weights = fs.readFileSync(path.join(folder, "group1-shard1of1.bin"));
const model = await tf.loadLayersModel(
  tf.io.fromMemory({
    modelTopology: description.modelTopology,
    weightSpecs: description.weightsManifest[0].weights,
    weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.length),
  }),
);
fs.mkdirSync(output, { recursive: true });
for (const name of fs.readdirSync(input).filter((file) => file.endsWith(".png"))) {
  const png = PNG.sync.read(fs.readFileSync(path.join(input, name)));
  const result = tf.tidy(() => {
    const rgba = tf.tensor(new Uint8Array(png.data), [1, png.height, png.width, 4], "float32");
    const rgb = rgba.slice([0, 0, 0, 0], [1, png.height, png.width, 3]);
    return model.predict(rgb).clipByValue(0, 255).round();
  });
  const [, height, width] = result.shape;
  const values = result.dataSync();
  const large = new PNG({ width, height });
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) large.data[4 * i + c] = values[3 * i + c];
    large.data[4 * i + 3] = 255;
  }
  fs.writeFileSync(path.join(output, name), PNG.sync.write(large, { colorType: 2 }));
  result.dispose();
  console.error(`${name}: ${width}x${height}`);
}
