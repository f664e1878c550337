/** The schema of log lines that `observability/` holds. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv2020 } from 'ajv/dist/2020.js';

import { ROOT, type Line } from './harness.ts';

const text = readFileSync(join(ROOT, 'observability', 'log.schema.json'), 'utf8');
const validate = new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(text) as object);

/** Fails with the first line that the schema refuses. */
export function assertValid(lines: readonly Line[]): void {
  assert.ok(lines.length > 0, 'there is no line');
  for (const line of lines) {
    assert.ok(validate(line), `${JSON.stringify(line)}: ${JSON.stringify(validate.errors)}`);
  }
}
