// A reporter of Node's test runner: one JSON object a line for each test case that ended.
export default async function* report(events) {
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details?.type === 'suite') continue;
    const error = data.details?.error;
    const cause = error?.cause ?? error;
    const skipped = data.skip !== undefined && data.skip !== false;
    const message = String(cause?.message ?? cause ?? '').trim();
    const place = type === 'test:fail' ? lineOf(cause?.stack, data.file) : undefined;
    const outcome = type === 'test:fail' ? 'failed' : skipped ? 'skipped' : 'passed';
    yield `${JSON.stringify({
      name: data.name,
      file: data.file ?? '',
      line: place ?? data.line ?? 0,
      outcome,
      message: skipped && typeof data.skip === 'string' ? data.skip : message.split('\n')[0],
    })}\n`;
  }
}

/** The line of the test file that an error's stack passes. */
function lineOf(stack, file) {
  if (typeof stack !== 'string' || typeof file !== 'string') return undefined;
  const at = stack.indexOf(`${file}:`);
  return at < 0 ? undefined : Number.parseInt(stack.slice(at + file.length + 1), 10);
}
