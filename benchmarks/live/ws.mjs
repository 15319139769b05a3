// The same fan-out on Node's `ws`: each line of a Unix socket is an event, sent to all who follow its channel.
import { createRequire } from "node:module";
import net from "node:net";

const { WebSocketServer } = createRequire(process.argv[4])("ws");
const [port, lines] = [Number(process.argv[2]), process.argv[3]];
const followers = new Map();

const server = new WebSocketServer({ port, host: "127.0.0.1" });
server.on("connection", (socket) => {
  socket.on("message", (data) => {
    const { channel } = JSON.parse(data);
    if (!followers.has(channel)) followers.set(channel, new Set());
    followers.get(channel).add(socket);
    socket.on("close", () => followers.get(channel).delete(socket));
    socket.send(JSON.stringify({ type: "subscribed", channel, cursor: 0 }));
  });
});

setInterval(() => server.clients.forEach((socket) => socket.ping()), 15000);

net.createServer((stream) => {
  let rest = "";
  stream.on("data", (data) => {
    const parts = (rest + data).split("\n");
    rest = parts.pop();
    for (const part of parts) {
      const { channel, id, event } = JSON.parse(part);
      const message = JSON.stringify({ type: "event", channel, id, event });
      for (const socket of followers.get(channel) ?? []) socket.send(message);
    }
  });
}).listen(lines);
