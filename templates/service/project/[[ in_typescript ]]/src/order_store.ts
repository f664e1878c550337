/** Where orders are kept: in memory, a stand-in for a database. */

import { randomUUID } from 'node:crypto';

const CAPACITY = 10_000;

/** What a customer wants. */
export interface Order {
  readonly order_id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly express: boolean;
}

/** Keeps the newest orders and forgets the oldest when it is full. */
export class OrderStore {
  readonly #orders = new Map<string, Order>();
  readonly #capacity: number;

  constructor(capacity = CAPACITY) {
    this.#capacity = capacity;
  }

  /** Keeps a new order under a new ID. */
  add(wanted: Omit<Order, 'order_id'>): Order {
    const order = { order_id: randomUUID(), ...wanted };
    this.#orders.set(order.order_id, order);
    if (this.#orders.size > this.#capacity) {
      const [oldest = ''] = this.#orders.keys();
      this.#orders.delete(oldest);
    }
    return order;
  }

  find(orderId: string): Order | undefined {
    return this.#orders.get(orderId);
  }

  /** Up to `count` orders, the newest first. */
  newest(count: number): Order[] {
    const surplus = Math.max(0, this.#orders.size - count);
    return this.#orders.values().drop(surplus).toArray().reverse();
  }

  /** Keeps the order with another quantity. */
  changeQuantity(order: Order, quantity: number): Order {
    const changed = { ...order, quantity };
    this.#orders.set(order.order_id, changed);
    return changed;
  }

  /** Forgets the order. */
  cancel(order: Order): void {
    this.#orders.delete(order.order_id);
  }
}
