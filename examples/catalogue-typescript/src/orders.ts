/** The HTTP interface of orders: create, list, read, change, cancel. */

import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { Type, type Static } from 'typebox';

import type { Flags } from './flags.ts';
import type { Order, OrderStore } from './order_store.ts';
import { ProblemError } from './problems.ts';
import type { Stock } from './stock.ts';

const EXPRESS_ORDERS = 'express-orders';
const PAGE_LENGTH = 100;

const Quantity = Type.Integer({ minimum: 1, maximum: 1000 });
const Sku = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' });
const NewOrder = Type.Object({ sku: Sku, quantity: Quantity }, { additionalProperties: false });
const Change = Type.Object({ quantity: Quantity }, { additionalProperties: false });

interface OneOrder {
  Params: { order_id: string };
}

export function orderRoutes(
  app: FastifyInstance,
  store: OrderStore,
  stock: Stock,
  flags: Flags,
  log: Logger,
): void {
  app.post<{ Body: Static<typeof NewOrder> }>(
    '/orders',
    { schema: { body: NewOrder }, config: { statuses: [201, 409, 413, 422] } },
    async ({ body: { sku, quantity } }, reply) => {
      if (!(await stock.isAvailable(sku))) throw new ProblemError(409, `${sku} is not available.`);
      const order = store.add({ sku, quantity, express: await flags.isOn(EXPRESS_ORDERS) });
      log.info({ order_id: order.order_id, sku, quantity }, 'order created');
      return reply.code(201).header('Location', `/orders/${order.order_id}`).send(order);
    },
  );

  app.get('/orders', () => store.newest(PAGE_LENGTH));

  app.get<OneOrder>('/orders/:order_id', { config: { statuses: [200, 404] } }, ({ params }) =>
    find(store, params.order_id),
  );

  app.put<OneOrder & { Body: Static<typeof Change> }>(
    '/orders/:order_id',
    { schema: { body: Change }, config: { statuses: [200, 404, 413, 422] } },
    ({ params: { order_id }, body: { quantity } }) => {
      const order = store.changeQuantity(find(store, order_id), quantity);
      log.info({ order_id, quantity }, 'order changed');
      return order;
    },
  );

  app.delete<OneOrder>(
    '/orders/:order_id',
    { config: { statuses: [204, 404] } },
    ({ params: { order_id } }, reply) => {
      store.cancel(find(store, order_id));
      log.info({ order_id }, 'order cancelled');
      return reply.code(204).send();
    },
  );
}

function find(store: OrderStore, orderId: string): Order {
  const order = store.find(orderId);
  if (order === undefined) throw new ProblemError(404, 'There is no such order.');
  return order;
}
