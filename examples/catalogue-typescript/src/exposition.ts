/**
 * What `/metrics` answers: the service's metrics and those of the process and its runtime.
 *
 * prom-client can write these texts too, but for OpenMetrics it renames the counters for good, and
 * it writes the bound `le="1"` where that format, and Prometheus since version 3, say `le="1.0"`.
 */

import { collectDefaultMetrics, Registry, type RegistryContentType } from 'prom-client';

/** What of prom-client's own metrics is exposed; the contract lists the same. */
const RUNTIME_METRICS: ReadonlySet<string> = new Set([
  'process_cpu_seconds_total',
  'process_resident_memory_bytes',
  'process_virtual_memory_bytes',
  'process_start_time_seconds',
  'process_open_fds',
  'process_max_fds',
  'nodejs_active_resources',
  'nodejs_eventloop_lag_p99_seconds',
  'nodejs_external_memory_bytes',
  'nodejs_gc_duration_seconds',
  'nodejs_heap_size_total_bytes',
  'nodejs_heap_size_used_bytes',
  'nodejs_version_info',
]);

const runtime = new Registry();
collectDefaultMetrics({ register: runtime });

interface Exemplar {
  readonly labelSet: Readonly<Record<string, string>>;
  readonly value: number;
  readonly timestamp: number;
}

interface Sample {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly exemplar?: Exemplar | null;
}

export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly values: readonly Sample[];
}

/** Reads all metrics, those of the runtime among them. */
export async function collect(registry: Registry<RegistryContentType>): Promise<Family[]> {
  const [own, others] = await Promise.all([
    registry.getMetricsAsJSON(),
    runtime.getMetricsAsJSON(),
  ]);
  const exposed = others.filter((family) => RUNTIME_METRICS.has(family.name));
  // prom-client's types do not know exemplars, nor the names of a histogram's samples.
  return [...own, ...exposed] as unknown as Family[];
}

/** Writes all metrics in the format that `accept` asks for. */
export async function expose(
  registry: Registry<RegistryContentType>,
  accept = '',
): Promise<{ contentType: string; text: string }> {
  const families = await collect(registry);
  if (accept.includes('application/openmetrics-text')) {
    const text = families.map((family) => render(family, true)).join('') + '# EOF\n';
    return { contentType: Registry.OPENMETRICS_CONTENT_TYPE, text };
  }
  const text = families.map((family) => render(family, false)).join('');
  return { contentType: Registry.PROMETHEUS_CONTENT_TYPE, text };
}

function render(family: Family, openMetrics: boolean): string {
  const isCounter = family.type === 'counter';
  const name = openMetrics && isCounter ? family.name.replace(/_total$/, '') : family.name;
  let text = `# HELP ${name} ${escape(family.help)}\n# TYPE ${name} ${family.type}\n`;
  for (const sample of family.values) {
    text += `${sample.metricName ?? family.name}${braced(sample.labels)} ${number(sample.value)}`;
    if (openMetrics && sample.exemplar) {
      const { labelSet, value, timestamp } = sample.exemplar;
      text += ` # ${braced(labelSet) || '{}'} ${number(value)} ${timestamp}`;
    }
    text += '\n';
  }
  return text;
}

function braced(labels: Readonly<Record<string, string | number>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${label(name, value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function label(name: string, value: string | number): string {
  if (name === 'le' && Number.isInteger(value)) return `${value}.0`;
  return escape(String(value)).replaceAll('"', '\\"');
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function number(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return String(value);
}
