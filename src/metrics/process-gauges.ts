/** The process itself: CPU, memory, heap, event loop, under the names that Node's dashboards know. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { cpuUsage, memoryUsage } from 'node:process';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Adds them to the registry; returns what ends the watch on the event loop. */
export const addProcessGauges = (registry: Registry): (() => void) => {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  let counted = 0;
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the process, user and system.',
    registers,
    collect() {
      const { user, system } = cpuUsage();
      this.inc((user + system) / 1e6 - counted);
      counted = (user + system) / 1e6;
    },
  });
  gauge(
    'process_start_time_seconds',
    'Start of the process, since 1970.',
    () => performance.timeOrigin / 1e3,
  );
  gauge('process_resident_memory_bytes', 'Memory that the process holds.', () => memoryUsage.rss());
  gauge('nodejs_heap_size_total_bytes', 'Size of the JavaScript heap.', () => memoryUsage().heapTotal);
  gauge('nodejs_heap_size_used_bytes', 'Of it in use.', () => memoryUsage().heapUsed);
  gauge(
    'nodejs_external_memory_bytes',
    'Memory of buffers and native objects.',
    () => memoryUsage().external,
  );
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  gauge(
    'nodejs_eventloop_lag_p99_seconds',
    'Delay of the event loop since the last scrape, 99th percentile.',
    () => secondsOf(delay.percentile(99)),
  );
  // the last to read it
  gauge('nodejs_eventloop_lag_max_seconds', 'The longest of these delays.', () => {
    const longest = delay.max;
    delay.reset();
    return secondsOf(longest);
  });
  return () => delay.disable();
};

/** Nothing was measured yet where the histogram has its extremes. */
const secondsOf = (nanoseconds: number) =>
  Number.isFinite(nanoseconds) && nanoseconds < 1e15 ? nanoseconds / 1e9 : 0;
