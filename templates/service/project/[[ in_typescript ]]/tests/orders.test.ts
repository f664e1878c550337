/** Orders: what callers can do with them, and how they are told what is wrong. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OrderStore } from '../src/order_store.ts';
import { startService, type Answer, type Reply } from './harness.ts';

/** A dependency that knows these articles. */
function stock(articles: Record<string, boolean>): Answer {
  return ({ url = '' }) => {
    const sku = url.replace('/stock/', '');
    const available = articles[sku];
    return available === undefined ? { status: 404 } : { status: 200, body: { sku, available } };
  };
}

test('an order lives from creation to cancellation', async (t) => {
  const service = await startService(t);
  const created = await service.order('bolt', 2);
  const order = created.json();
  const address = `/orders/${String(order['order_id'])}`;
  assert.equal(created.status, 201);
  assert.equal(created.headers.get('Location'), address);
  assert.partialDeepStrictEqual(order, { sku: 'bolt', quantity: 2, express: false });

  assert.deepEqual((await service.get(address)).json(), order);
  const changed = await service.send('PUT', address, { quantity: 5 });
  assert.deepEqual(changed.json(), { ...order, quantity: 5 });
  assert.deepEqual((await service.get('/orders')).json(), [changed.json()]);

  const cancelled = await service.request('DELETE', address);
  assert.equal(cancelled.status, 204);
  assert.equal(cancelled.text, '');
  assert.equal((await service.get(address)).status, 404);
  assert.equal((await service.request('DELETE', address)).status, 404);
});

for (const body of [
  {},
  { sku: 'bolt' },
  { sku: '', quantity: 1 },
  { sku: 'a b', quantity: 1 },
  { sku: '../x', quantity: 1 },
  { sku: 's'.repeat(65), quantity: 1 },
  { sku: 'bolt\n', quantity: 1 },
  { sku: 'bolt', quantity: 0 },
  { sku: 'bolt', quantity: 1001 },
  { sku: 'bolt', quantity: 1.5 },
  { sku: 'bolt', quantity: '1' },
  { sku: 'bolt', quantity: true },
  { sku: 'bolt', quantity: 1, password: 'hunter2' },
  [],
  null,
]) {
  const sent = JSON.stringify(body);
  test(`the order ${sent.slice(0, 60)} is refused`, async (t) => {
    const service = await startService(t);
    const response = await service.send('POST', '/orders', body);
    assert.equal(response.status, 422);
    assert.ok(Array.isArray(response.json()['errors']));
    assert.doesNotMatch(response.text, /hunter2/);
    assert.deepEqual((await service.get('/orders')).json(), []);
  });
}

for (const [name, body, type] of [
  ['nothing', '', 'application/json'],
  ['half a document', '{', 'application/json'],
  ['no text', Buffer.from([0xff]), 'application/json'],
  ['depth', '['.repeat(100_000), 'application/json'],
  ['another type', '{"sku":"bolt","quantity":1}', 'text/plain'],
  ['no type at all', '{"sku":"bolt","quantity":1}', 'nonsense'],
] as const) {
  test(`a body of ${name} is refused`, async (t) => {
    const service = await startService(t);
    const headers = { 'Content-Type': type };
    const response = await service.request('POST', '/orders', { body, headers });
    assert.equal(response.status, 422);
    assert.equal(response.headers.get('Content-Type'), 'application/problem+json');
  });
}

test('an article that is sold out, or not known at all, is a conflict', async (t) => {
  const service = await startService(t, { answer: stock({ bolt: true, nut: false }) });
  for (const [sku, status] of Object.entries({ bolt: 201, nut: 409, gear: 409 })) {
    assert.equal((await service.order(sku)).status, status, sku);
  }
});

test('without dependencies the stand-in in memory knows both answers', async (t) => {
  const service = await startService(t);
  assert.equal((await service.order('sold-out')).status, 409);
  assert.equal((await service.order('bolt')).status, 201);
});

for (const [name, reply] of Object.entries<Reply>({
  failed: { status: 500 },
  forbidden: { status: 403 },
  redirect: { status: 302, headers: { Location: '/elsewhere' } },
  page: { status: 200, body: '<html>' },
  nonsense: { status: 200, body: { available: 'perhaps' } },
  nothing: { status: 200, body: 'null' },
})) {
  test(`a dependency that answers: ${name}`, async (t) => {
    const service = await startService(t, { answer: () => reply });
    const response = await service.order();
    assert.equal(response.status, 503);
    assert.ok(Number(response.headers.get('Retry-After')) >= 1);
    assert.doesNotMatch(response.text, /inventory/);
  });
}

test('every service answers for the stock', async (t) => {
  const service = await startService(t);
  const bolt = await service.get('/stock/bolt');
  const soldOut = await service.get('/stock/sold-out');
  assert.deepEqual(bolt.json(), { sku: 'bolt', available: true });
  assert.deepEqual(soldOut.json(), { sku: 'sold-out', available: false });
});

test('with CHAIN_STOCK the answer is the dependency’s', async (t) => {
  const answer = stock({ bolt: false });
  const chained = await startService(t, { answer, chainStock: true });
  const alone = await startService(t, { answer });
  assert.equal((await chained.get('/stock/bolt')).json()['available'], false);
  assert.equal((await alone.get('/stock/bolt')).json()['available'], true);
});

test('a full store forgets the oldest', () => {
  const store = new OrderStore(3);
  const orders = [1, 2, 3, 4, 5].map((quantity) =>
    store.add({ sku: 'bolt', quantity, express: false }),
  );
  assert.deepEqual(store.newest(10), [orders[4], orders[3], orders[2]]);
  assert.deepEqual(store.newest(1), [orders[4]]);
  assert.equal(store.find(orders[0]?.order_id ?? ''), undefined);
});
