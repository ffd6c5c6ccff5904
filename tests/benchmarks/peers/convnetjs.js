// Trains a workload with ConvNetJS: a line with a count comes in, so many steps are made, a line goes out.
const convnetjs = require("convnetjs");
const { shape, layers, classes, optimizer, batch, rows } = JSON.parse(process.argv[2]);

const [depth, height, width] = shape.length === 3 ? shape : [shape[0], 1, 1];
const definition = [{ type: "input", out_sx: width, out_sy: height, out_depth: depth }];
for (const [kind, size, third] of layers.slice(0, -1)) {
  if (kind === "dense") definition.push({ type: "fc", num_neurons: size, activation: third });
  if (kind === "conv") definition.push({ type: "conv", filters: size, sx: third, activation: "relu" });
  if (kind === "pool") definition.push({ type: "pool", sx: size, stride: size });
}
definition.push(
  classes ? { type: "softmax", num_classes: classes } : { type: "regression", num_neurons: 1 },
);

const net = new convnetjs.Net();
net.makeLayers(definition);
const trainer = new convnetjs.Trainer(net, {
  method: optimizer === "SGD" ? "sgd" : "adadelta",
  learning_rate: 0.001,
  momentum: 0,
  batch_size: batch,
});

const data = Array.from({ length: rows }, () => {
  const x = new convnetjs.Vol(width, height, depth, 0);
  for (let i = 0; i < x.w.length; i++) x.w[i] = convnetjs.randn(0, 1);
  return x;
});
const targets = data.map((x) =>
  classes ? Math.floor(Math.random() * classes) : [Math.sign(x.w[0] * x.w[1])],
);

const steps = (count) => {
  for (let made = 0; made < count * batch; made++) {
    const row = Math.floor(Math.random() * rows);
    trainer.train(data[row], targets[row]);
  }
};

require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    steps(Number(line));
    process.stdout.write("done\n");
  });
