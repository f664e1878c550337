/** The peer: orders on Fastify, with nothing around them. */

import { randomUUID } from 'node:crypto';

import { fastify } from 'fastify';

interface NewOrder {
  readonly sku: string;
  readonly quantity: number;
}

const orders = new Map<string, NewOrder & { order_id: string; express: boolean }>();
const app = fastify({ exposeHeadRoutes: false });

app.post<{ Body: NewOrder }>('/orders', ({ body: { sku, quantity } }, reply) => {
  const order = { order_id: randomUUID(), sku, quantity, express: false };
  orders.set(order.order_id, order);
  return reply.code(201).send(order);
});

app.get('/orders', () => {
  const surplus = Math.max(0, orders.size - 100);
  return orders.values().drop(surplus).toArray().reverse();
});

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
